#include "ui/twin/multiples.h"

#include <algorithm>
#include <cmath>

#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr int kSide = 28, kCurvePoints = 48;  // of a picture
constexpr double kFlop = 4e6, kPausedFlop = 2e7;
constexpr float kLargest = 56, kStrength = 0.7f;

// The k-th run of a side.
const TwinRun& runOf(const Workbench& b, int side, std::size_t k) {
  if (k == 0) return b.runs[side];
  return b.twin->more[static_cast<std::size_t>(side)][k - 1];
}

// Null while it has not come to the fork.
const Session* sessionOf(const Workbench& b, int side, std::size_t k) {
  const TwinRun& run = runOf(b, side, k);
  return k == 0 || run.forked ? &run.session : nullptr;
}

double lastLoss(const Workbench& b, int side, std::size_t k) {
  const std::vector<float>& losses = runOf(b, side, k).losses;
  return losses.empty() ? NAN : losses.back();
}

bool plane(const Problem& p) { return pictureKind(p) == PictureKind::plane; }
bool curve(const Problem& p) { return pictureKind(p) == PictureKind::curve; }

// The inputs that all pictures of a side show; none for data that is neither a plane nor a line.
void makeInputs(TwinMultiples::Side& side, const Session& s) {
  const Problem& problem = s.problem;
  const int count = plane(problem) ? kSide * kSide : curve(problem) ? kCurvePoints : 0;
  side.inputSet = makeInputSet(problem.inputs, count);
  std::vector<float> x(static_cast<std::size_t>(problem.inputs));
  for (int i = 0; i < count; ++i) {
    const int columns = plane(problem) ? kSide : kCurvePoints;
    mapCell(problem, {i % columns, i / columns, columns, kSide}, x.data());
    setInput(side.inputSet, i, x.data());
  }
  prepare(side.workspace, s.state.network, kInputBlock);
  for (TwinMultiples::Picture& p : side.pictures) p.step = -1, p.curve.clear();
}

void paintPlane(const Theme& t, TwinMultiples& view, const Session& s, TwinMultiples::Picture& picture) {
  const int outputs = std::min(s.problem.outputs, kClassColors), cells = kSide * kSide;
  const int last = static_cast<int>(s.state.network.layers.size()) - 1;
  const float* first = view.responses.unit(last, 0);
  view.values.assign(first, first + static_cast<std::ptrdiff_t>(outputs) * cells);
  std::span<uint32_t> pixels = gfx::editImage(picture.image, kSide, kSide);
  if (outputs > 1) {
    probabilityRows(s.problem.loss, view.values.data(), outputs, cells);
    Color colors[kClassColors];
    for (int o = 0; o < outputs; ++o) colors[o] = classColor(t, o);
    gfx::mixClasses(view.values, {colors, static_cast<std::size_t>(outputs)}, t.neutral, t.alarm, kStrength,
                    pixels);
  } else {
    for (int i = 0; i < cells; ++i) {
      const float v = view.values[static_cast<std::size_t>(i)];
      pixels[static_cast<std::size_t>(i)] =
          std::isfinite(v)
              ? pack(diverging(t, kStrength * (s.problem.loss == Loss::bce ? std::tanh(v / 2) : v)))
              : pack(t.alarm);
    }
  }
  picture.image.dirty = true;
}

// As many pictures as the credit allows, in turn, of runs that have moved since.
void refresh(const Theme& t, const Workbench& b, TwinMultiples& view) {
  const std::size_t seeds = static_cast<std::size_t>(twinSeeds(*b.twin));
  for (int s : {0, 1}) {
    TwinMultiples::Side& side = view.sides[static_cast<std::size_t>(s)];
    const Run& run = b.runs[s];
    side.pictures.resize(seeds);
    if (side.shapeVersion != run.shapeVersion || view.dark != t.dark) {
      side.shapeVersion = run.shapeVersion;
      makeInputs(side, run.session);
    }
  }
  view.dark = t.dark;
  const double allowance = b.playing ? kFlop : kPausedFlop;
  view.credit = std::min(view.credit + allowance, 4 * allowance);
  for (std::size_t tried = 0; tried < 2 * seeds; ++tried) {
    const std::size_t turn = view.next % (2 * seeds), k = turn / 2;
    TwinMultiples::Side& side = view.sides[turn % 2];
    const Session* run = sessionOf(b, static_cast<int>(turn % 2), k);
    TwinMultiples::Picture& picture = side.pictures[k];
    const bool due = run && side.inputSet.count > 0 && picture.step != run->state.step;
    if (due) {
      const double cost = responseFlop(run->state.network, side.inputSet.count);
      if (cost > view.credit && view.credit < 4 * allowance) return;
      view.credit -= cost;
      measureResponses(run->state.network, side.inputSet, side.workspace, view.responses);
      picture.step = run->state.step;
      const float* out = view.responses.unit(static_cast<int>(run->state.network.layers.size()) - 1, 0);
      if (plane(run->problem))
        paintPlane(t, view, *run, picture);
      else
        picture.curve.assign(out, out + side.inputSet.count);
    }
    ++view.next;
  }
}

float cellSide(const Kit& kit, const Workbench& b, float width) {
  const float seeds = static_cast<float>(twinSeeds(*b.twin)), label = 20 * kit.theme.scale;
  return std::floor(
      std::min(kLargest * kit.theme.scale, (width - label + kit.theme.unit) / seeds - kit.theme.unit));
}

void drawCurve(const Kit& kit, ImDrawList* list, const TwinMultiples::Picture& p) {
  const Theme& t = kit.theme;
  ImVec2 line[kCurvePoints];
  const gfx::PixelRect& r = p.rect;
  list->AddRectFilled({r.x0, r.y0}, {r.x1, r.y1}, pack(t.raised), t.radius);
  for (std::size_t i = 0; i < p.curve.size(); ++i) {
    const float share = (static_cast<float>(i) + 0.5f) / static_cast<float>(p.curve.size());
    line[i] = {r.x0 + share * (r.x1 - r.x0),
               (r.y0 + r.y1) / 2 - std::clamp(p.curve[i] / 1.4f, -1.0f, 1.0f) * (r.y1 - r.y0) / 2};
  }
  list->AddPolyline(line, static_cast<int>(p.curve.size()), pack(t.accent), 0, t.line);
}

void cellTip(Kit& kit, const Workbench& b, int side, std::size_t k) {
  const Session* run = sessionOf(b, side, k);
  const int seed = b.runs[0].session.config.seed + static_cast<int>(k);
  const Text64 title = textf("%s, seed %d", side ? "B" : "A", seed % 1000000);
  if (!run) return tip(kit, {.title = title, .body = "On its way to the step where A and B part."});
  const Text32 step = formatCount(run->state.step), loss = formatNumber(lastLoss(b, side, k));
  const TipRow rows[] = {{"step", step.view()}, {"last batch loss", loss.view()}};
  tip(kit, {.title = title,
            .body = run->divergence ? "This run has diverged." : "Its own initial weights and batches.",
            .rows = rows});
}

void drawCell(Kit& kit, const Workbench& b, TwinMultiples::Picture& p, int side, std::size_t k, ImVec2 at,
              float cell) {
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  p.rect = {at.x, at.y, at.x + cell, at.y + cell};
  if (!p.curve.empty() && p.step >= 0) drawCurve(kit, list, p);
  const double loss = lastLoss(b, side, k);
  const bool picture = p.step >= 0;
  if (!picture)
    drawTextIn(kit, list, Type::small, at, at + ImVec2(cell, cell), 0.5f, t.secondary,
               std::isnan(loss) ? textf<32>("…") : formatNumber(loss, 2));
  drawFrame(kit, list, at, at + ImVec2(cell, cell), t.outline, t.radius);
  ImGui::SetCursorScreenPos(at);
  const Text32 name = textf<32>("multiples.%s.%d", side ? "b" : "a", static_cast<int>(k) + 1);
  passive(kit, name, {cell, cell});
  cellTip(kit, b, side, k);
}

}  // namespace

float multiplesHeight(const Kit& kit, const Workbench& b, float width) {
  if (!b.twin || twinSeeds(*b.twin) < 2) return 0;
  return 2 * (cellSide(kit, b, width) + kit.theme.unit) + kit.theme.unit;
}

void drawMultiples(Kit& kit, Canvas& canvas, const Workbench& b, TwinMultiples& view, float width) {
  if (multiplesHeight(kit, b, width) == 0) return;
  const Theme& t = kit.theme;
  refresh(t, b, view);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float cell = cellSide(kit, b, width);
  for (int s : {0, 1}) {
    TwinMultiples::Side& side = view.sides[static_cast<std::size_t>(s)];
    const float top = start.y + static_cast<float>(s) * (cell + t.unit);
    drawTextIn(kit, list, Type::strong, {start.x, top}, {start.x + 16 * t.scale, top + cell}, 0, t.ink,
               s ? "B" : "A");
    gfx::Content content;
    side.draw.canvas = &canvas;
    side.draw.draw = [&side, radius = t.radius](const gfx::Surface& surface) {
      for (TwinMultiples::Picture& p : side.pictures)
        if (p.step >= 0 && p.curve.empty())
          gfx::drawImage(side.draw.canvas->gfx, surface, p.image, p.rect, gfx::Sampling::smooth, radius);
    };
    for (std::size_t k = 0; k < side.pictures.size(); ++k) {
      TwinMultiples::Picture& p = side.pictures[k];
      const float x = start.x + 20 * t.scale + static_cast<float>(k) * (cell + t.unit);
      p.rect = {x, top, x + cell, top + cell};
      content = content + gfx::contentOf(p.image, p.rect);
    }
    addCall(list, side.draw, content);
    for (std::size_t k = 0; k < side.pictures.size(); ++k)
      drawCell(kit, b, side.pictures[k], s, k, {side.pictures[k].rect.x0, top}, cell);
  }
  ImGui::SetCursorScreenPos(start);
  ImGui::Dummy({width, multiplesHeight(kit, b, width)});
}

}  // namespace lockstep
