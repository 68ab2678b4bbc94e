#include "app/page_words.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "app/address.h"
#include "data/number.h"
#include "lab/instruments/instruments.h"
#include "probes/slow_step.h"

namespace lockstep {
namespace {

constexpr std::string_view kInstrument = "instrument:";

// A word of the address is written with %20 for a space.
std::string decodePercent(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string hex(text.substr(i + 1, 2));
    char* end = nullptr;
    const long byte = text[i] == '%' && hex.size() == 2 ? std::strtol(hex.c_str(), &end, 16) : 0;
    const bool escaped = byte > 0 && end == hex.c_str() + 2;
    decoded += escaped ? static_cast<char>(byte) : text[i];
    if (escaped) i += 2;
  }
  return decoded;
}

double lengthOf(std::string_view value) {
  double length = 1;
  return parseNumber(value, length) ? std::clamp(length, kShortestStep, kLongestStep) : 1;
}

struct Reader {
  PageOptions page;

  void note(std::string_view what, std::string_view name) {
    page.notes.push_back("There is no " + std::string(what) + " “" + std::string(name) + "”");
  }

  bool openInstrument(std::string_view name) {
    if (!findInstrument(name)) return note("instrument", name), false;
    page.instrument = name;
    return true;
  }

  // Calls visit(part) for each of a list; what is no part is noted.
  template <typename F>
  void eachPart(std::string_view list, F visit) {
    while (!list.empty()) {
      const std::size_t end = std::min(list.find(','), list.size());
      visitPart(list.substr(0, end), visit);
      list.remove_prefix(std::min(end + 1, list.size()));
    }
  }
  template <typename F>
  void visitPart(std::string_view name, F visit) {
    if (name.substr(0, kInstrument.size()) == kInstrument) {
      if (openInstrument(name.substr(kInstrument.size()))) visit(Part::instrument);
      return;
    }
    const auto place = std::find(std::begin(kPartNames), std::end(kPartNames), name);
    if (place == std::end(kPartNames)) return note("part of a figure", name);
    visit(static_cast<Part>(place - std::begin(kPartNames)));
  }

  FigureChoice figure(std::string_view name) {
    FigureChoice f;
    f.add(Part::bar);
    if (name == "run") {
      for (Part part : kRunParts) f.add(part);
    } else if (name == "step") {
      if (!page.stepLength) page.stepLength = 1;
      f.add(Part::instrument);
    } else if (name == "app") {
      return {};
    } else {
      visitPart(name, [&](Part part) { f.add(part); });
      if (f.has(Part::experiment)) f.remove(Part::bar);  // its card has what it takes
    }
    return f;
  }
};

}  // namespace

bool parseLook(std::string_view name, Preferences::Look& look) {
  const auto place = std::find(std::begin(kLooks), std::end(kLooks), name);
  if (place == std::end(kLooks)) return false;
  look = static_cast<Preferences::Look>(place - std::begin(kLooks));
  return true;
}

PageOptions readPageWords(std::string_view words, bool embedded, bool experiment) {
  Reader r;
  PageOptions& page = r.page;
  std::string_view figure, show, hide;
  std::string caption;
  bool keys = false, readonly = false;
  eachWord(words, [&](std::string_view word) {
    const auto [name, value] = splitWord(word);
    double number = 0;
    Preferences::Look look;
    if (name == "step") page.stepLength = lengthOf(value);
    if (name == "figure") figure = value;
    if (name == "show") show = value;
    if (name == "hide") hide = value;
    if (name == "caption") caption = decodePercent(value);
    if (name == "theme") {
      if (parseLook(value, look))
        page.look = look;
      else
        r.note("theme", value);
    }
    if (name == "scale") {
      if (parseNumber(value, number))
        page.scale = std::clamp(static_cast<float>(number), 1.0f, 2.0f);
      else
        r.note("scale", value);
    }
    if (name == "speed") {
      if (parseNumber(value, number) && number >= 0)
        page.speed = std::min(number, kFastest);
      else
        r.note("speed", value);
    }
    if (name == "play") page.plays = value != "off" && value != "0" && value != "false";
    if (name == "keys") keys = true;
    if (name == "lecture" || word == "colorProfile=projector") page.lecture = true;
    if (name == "readonly") readonly = true;
  });
  if (figure.empty() && (embedded || !show.empty()))
    figure = page.stepLength ? "step" : experiment ? "experiment" : "run";
  if (!figure.empty()) page.figure = r.figure(figure);
  if (!show.empty() && page.figure.on()) {
    page.figure.parts = 0;
    page.figure.add(Part::bar);
    r.eachPart(show, [&](Part part) { page.figure.add(part); });
  }
  FigureChoice& f = page.figure;
  r.eachPart(hide, [&](Part part) { f.remove(part); });
  if (f.has(Part::instrument) && page.instrument.empty() && !page.stepLength) {
    f.remove(Part::instrument);
    if (page.notes.empty())
      page.notes.push_back("A figure of an instrument names it: figure=instrument:sharpness");
  }
  if (f.has(Part::experiment) && !experiment) {
    f.remove(Part::experiment), f.add(Part::bar);
    page.notes.push_back("A figure of an experiment names it: experiment=together");
  }
  if (!figure.empty() && figure != "app" && f.empty())
    for (Part part : kRunParts) f.add(part);
  page.figure.caption = std::move(caption);
  page.figure.keys = keys;
  page.figure.readonly = readonly;
  return std::move(r.page);
}

}  // namespace lockstep
