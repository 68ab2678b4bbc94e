// The one reader and writer of what follows '#' in the address.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "app/address.h"
#include "app/page_words.h"
#include "session/course.h"
#include "studio/attempt.h"
#include "studio/lesson.h"

using namespace lockstep;

namespace {

Workbench benchOf(const Address& address) {
  Workbench bench;
  openWorkbench(bench, address.config);
  openLesson(bench, address);
  return bench;
}

}  // namespace

TEST_CASE("an address of settings is read and written word for word") {
  for (const char* text :
       {"lr=0.03", "dataset=xor&layers=4,2&seed=7", "activations=relu,-,tanh&rates=1,0.5"}) {
    CAPTURE(text);
    const Address address = readAddress(text);
    CHECK(address.run == text);
    CHECK(address.page.empty());
    CHECK(address.notes.empty());
    CHECK(address.config == parseConfig(text).config);
    CHECK(runWords(benchOf(address)) == text);
  }
}

TEST_CASE("an address without a run opens one of its own, and says so in the link") {
  for (const char* text : {"", "#", "embed", "step&fast"}) {
    CAPTURE(text);
    const Address address = readAddress(text);
    CHECK(address.run.empty());
    CHECK(address.notes.empty());
    CHECK(runWords(benchOf(address)) == kOpeningRun);
  }
  CHECK(readAddress(kOpeningRun).config == readAddress("").config);
  CHECK(readAddress("seed=1").config == Config{});  // an old link means what it meant
}

TEST_CASE("page words are kept apart from the run, wherever they stand and with whatever value") {
  const Address address = readAddress("embed&lr=0.03&fast=1&seed=7&embed=small");
  CHECK(address.run == "lr=0.03&seed=7");
  CHECK(address.page == "embed&fast=1&embed=small");
  CHECK(address.notes.empty());
  CHECK(readAddress("embedded=1").page.empty());
  CHECK(readAddress("embedded=1").notes.size() == 1);
}

TEST_CASE("empty words and a leading # are nobody's words") {
  const Address address = readAddress("#&&embed&&seed=3&");
  CHECK(address.run == "seed=3");
  CHECK(address.page == "embed");
  CHECK(address.config.seed == 3);
}

TEST_CASE("a word that nobody knows is told to the viewer, and the rest is used") {
  const Address address = readAddress("colour=red&seed=6&experiment=nothing");
  REQUIRE(address.notes.size() == 2);
  CHECK(address.notes[0].find("“colour” is not a setting") == 0);
  CHECK(address.notes[1] == "There is no experiment “nothing”");
  CHECK(address.experiment == nullptr);
  CHECK(address.config.seed == 6);
  CHECK(readAddress("experiment=").notes.size() == 1);
}

TEST_CASE("an experiment and its seed come back as they were opened, and as settings once they are changed") {
  for (const Experiment& e : experiments()) {
    CAPTURE(e.name);
    if (dataInfo(armConfig(e, 0, 1).dataset).asset) continue;  // its data would have to be fetched first
    for (const char* seed : {"", "seed=4&"}) {
      const std::string text = std::string(seed) + "experiment=" + e.name;
      const Address address = readAddress(text);
      CHECK(address.experiment == &e);
      Workbench bench = benchOf(address);
      CHECK(runWords(bench) == text);
      Config other = bench.runs[0].session.config;
      other.lr *= 0.5f;
      changeConfig(bench, other);
      CHECK(runWords(bench).find("experiment") == std::string::npos);
      CHECK(readAddress(runWords(bench)).config == other);
    }
  }
}

TEST_CASE("a challenge comes back with the settings that differ from its start") {
  for (const Challenge& c : challenges())
    for (const char* changes : {"", "&lr=0.3", "&lr=0.3&seed=4", "&samples=50"}) {
      const std::string text = "challenge=" + std::string(c.name) + changes;
      CAPTURE(text);
      const Address address = readAddress(text);
      CHECK(address.challenge == &c);
      CHECK(address.notes.empty());
      Workbench bench = benchOf(address);
      REQUIRE(bench.attempt);
      const Address again = readAddress(runWords(bench));
      CHECK(again.challenge == &c);
      CHECK(again.config == bench.runs[0].session.config);
      closeChallenge(bench);
      CHECK(readAddress(runWords(bench)).config == bench.runs[0].session.config);
    }
  const Address none = readAddress("challenge=nothing&seed=6");
  CHECK(none.notes == std::vector<std::string>{"There is no challenge “nothing”"});
  CHECK(none.config.seed == 6);
}

TEST_CASE("a page word is added and taken away without touching the others") {
  CHECK(withWord("", "fast", true) == "fast");
  CHECK(withWord("embed", "fast", true) == "embed&fast");
  CHECK(withWord("fast=1&embed", "fast", true) == "embed&fast");
  CHECK(withWord("fast=1&embed", "fast", false) == "embed");
  CHECK(joinWords("", "") == "");
  CHECK(joinWords("seed=7", "") == "seed=7");
  CHECK(joinWords("", "embed") == "embed");
  CHECK(joinWords("seed=7", "embed") == "seed=7&embed");
}

namespace {

std::optional<double> lengthIn(std::string_view words) {
  return readPageWords(words, false, false).stepLength;
}
std::string partsOf(const PageOptions& page) {
  std::string parts;
  for (std::size_t i = 0; i < std::size(kPartNames); ++i)
    if (page.figure.has(static_cast<Part>(i)))
      parts += (parts.empty() ? "" : " ") + std::string(kPartNames[i]);
  return parts;
}
std::string partsOf(std::string_view words, bool embedded = true) {
  return partsOf(readPageWords(words, embedded, false));
}

}  // namespace

TEST_CASE("a link opens the stage with a length of the step, within what the stage offers") {
  CHECK(!lengthIn("embed"));
  CHECK(lengthIn("step") == 1);
  CHECK(lengthIn("embed&step=18") == 18);
  CHECK(lengthIn("step=") == 1);
  CHECK(lengthIn("step=long") == 1);
  CHECK(lengthIn("step=1e9") == 100);
  CHECK(lengthIn("step=-3") == 0.1);
  CHECK(stepWord(1) == "step");
  CHECK(lengthIn(stepWord(0.25)) == 0.25);
  CHECK(withWord("step=2&embed", "step=18", true) == "embed&step=18");
  CHECK(withWord("step=2&embed", "step", false) == "embed");
}

TEST_CASE("on another page there is a figure, of what its author chose") {
  CHECK(partsOf("", false).empty());
  CHECK(partsOf("embed") == "network answer loss rows bar");
  CHECK(partsOf("figure=run", false) == "network answer loss rows bar");
  CHECK(partsOf("embed&figure=app").empty());
  CHECK(partsOf("figure=answer") == "answer bar");
  CHECK(partsOf("step=3") == "instrument bar");
  CHECK(partsOf(readPageWords("", true, true)) == "experiment");
  CHECK(partsOf("show=loss,network") == "network loss bar");
  CHECK(partsOf("hide=rows,bar") == "network answer loss");
  CHECK(partsOf("figure=answer&hide=answer") == "network answer loss rows bar");

  const PageOptions step = readPageWords("figure=step", false, false);
  CHECK(partsOf(step) == "instrument bar");
  CHECK(step.stepLength == 1);
  const PageOptions instrument = readPageWords("figure=instrument:sharpness", false, false);
  CHECK(partsOf(instrument) == "instrument bar");
  CHECK(instrument.instrument == "sharpness");
  CHECK(partsOf("show=network,instrument:promise") == "network instrument bar");
}

TEST_CASE("what the page's words leave unsaid or get wrong is noted and left out") {
  for (const char* words : {"figure=everything", "figure=instrument:ruler", "figure=instrument",
                            "show=", "show=x", "figure=experiment"}) {
    CAPTURE(words);
    const PageOptions page = readPageWords(words, true, false);
    CHECK(partsOf(page) == "network answer loss rows bar");
    CHECK(page.notes.size() == (std::string_view(words) == "show=" ? 0 : 1));
  }
  CHECK(readPageWords("theme=pink", false, false).notes.size() == 1);
  CHECK(!readPageWords("theme=pink", false, false).look);
}

TEST_CASE("a speed is the author's, to be looked at only too; there is one language") {
  CHECK(!readPageWords("", true, false).speed);
  CHECK(readPageWords("speed=5", true, false).speed == 5.0);
  CHECK(readPageWords("speed=0", true, false).speed == 0.0);
  CHECK(readPageWords("speed=1e999", true, false).speed == kFastest);
  CHECK(readPageWords("readonly", true, false).figure.readonly);
  for (const char* words : {"lang=en", "lang=fr", "readonly", "speed=1"})
    CHECK(readPageWords(words, true, false).notes.empty());
  for (const char* words : {"speed=fast", "speed=-1", "scale=large"}) {
    CAPTURE(words);
    CHECK(readPageWords(words, true, false).notes.size() == 1);
  }
}

TEST_CASE("look, size and play are the author's, a caption is decoded") {
  const PageOptions page =
      readPageWords("theme=dark&scale=9&play=off&keys&caption=50%25%20off%2C%20%E2%82%AC%zz%4", true, false);
  CHECK(page.look == Preferences::Look::dark);
  CHECK(page.scale == 2);
  CHECK(page.plays == false);
  CHECK(page.figure.keys);
  CHECK(page.figure.caption == "50% off, €%zz%4");
  CHECK(page.notes.empty());
  CHECK(readPageWords("figure=app&caption=Both", true, false).figure.caption == "Both");
  CHECK(readPageWords("play", true, false).plays == true);
  CHECK(!readPageWords("", true, false).plays);
}

TEST_CASE("an address is read as other programs pass it on") {
  for (const char* line :
       {"dataset=moons&amp;layers=3&amp;at=5&amp;embed", "#dataset%3Dmoons%26layers%3D3%26at%3D5%26embed"}) {
    CAPTURE(line);
    const Address address = readAddress(line);
    CHECK(address.notes == std::vector<std::string>{});
    REQUIRE(address.course);
    CHECK(address.course->step == 5);
    CHECK(address.config == parseConfig("dataset=moons&layers=3").config);
    CHECK(address.page == "embed");
  }
  CHECK(readAddress("seed=2&amp;experiment=finetune").experiment == findExperiment("finetune"));
}

TEST_CASE("a run whose data are on their way waits for them, and the address is theirs") {
  Workbench b;
  openWorkbench(b, parseConfig("dataset=digits&layers=32").config);
  REQUIRE(waitsForData(b));
  CHECK(!trainStep(b));
  CHECK(b.runs[0].session.state.step == 0);
  CHECK(runWords(b) == "dataset=digits&layers=32");
  assetArrived(b, DataKind::digits, {}, "no connection");
  CHECK(runWords(b) == "dataset=digits&layers=32");  // a reload asks again
  openExperiment(b, *findExperiment("finetune"), 3);
  CHECK(runWords(b) == "seed=3&experiment=finetune");
}

TEST_CASE("the page's script knows the same words as the program") {
  std::ifstream file(LOCKSTEP_SOURCE_DIR "/web/page/address.js");
  std::string script{std::istreambuf_iterator<char>(file), {}};
  REQUIRE(!script.empty());
  std::erase_if(script, [](char c) { return c == ' ' || c == '\n'; });
  std::string list;
  for (const std::string_view word : kPageWords) list += "'" + std::string(word) + "',";
  CHECK(script.find("words=[" + list + "]") != std::string::npos);
}
