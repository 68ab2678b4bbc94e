#include "ui/shell/answer.h"

#include "ui/frame/waiting.h"
#include "ui/network/field_view.h"
#include "ui/samples/digit_pad.h"
#include "ui/samples/predictions.h"

namespace lockstep {
namespace {

struct AnswerPanel final : Panel {
  std::unique_ptr<Panel> field = makeField(), pad, samples;  // the others when there is something for them

  float height(const Frame& frame, float width) const override {
    return plainAnswer(frame, {width, width}) ? width : pictureHeight(frame.kit, width);
  }
  void draw(Frame& frame, Rect rect) override {
    const PictureKind kind = pictureKind(frame.bench.runs[0].session.problem);
    if (kind != PictureKind::image && kind != PictureKind::samples) return field->draw(frame, rect);
    if (!frame.screen.complete) {  // neither is in the first part of the program
      frame.requests.rest = true;
      return drawWaiting(frame, "answer", rect);
    }
    const bool drawn =
        kind == PictureKind::image && !plainAnswer(frame, rect.size);  // where there is room to
    std::unique_ptr<Panel>& panel = drawn ? pad : samples;
    if (!panel) panel = drawn ? makePad() : makeSamples();
    panel->draw(frame, rect);
  }
};

}  // namespace

std::unique_ptr<Panel> makeAnswer() { return std::make_unique<AnswerPanel>(); }

}  // namespace lockstep
