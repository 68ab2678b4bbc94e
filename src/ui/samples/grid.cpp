#include <algorithm>

#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"
#include "ui/samples/parts.h"

namespace lockstep {
namespace {

constexpr float kTile = 44, kTileGap = 10;  // CSS px at scale 1; tiles grow until they fill the row
constexpr float kCardImage = 140;           // five px for a pixel of 28
constexpr float kFaded = 0.35f;             // opacity of a sample that no longer fits the selection

struct Grid {
  ImVec2 at;  // of the first tile, scrolled
  float tile, stepX, stepY;
  int columns, firstRow, lastRow;  // rows in view
  ImVec2 place(int p) const {
    return {at.x + static_cast<float>(p % columns) * stepX, at.y + static_cast<float>(p / columns) * stepY};
  }
};

Grid layOut(const Kit& kit, float width, float height, int count) {
  const Theme& t = kit.theme;
  Grid g;
  g.at = ImGui::GetCursorScreenPos();
  const float gap = kTileGap * t.scale, room = width - ImGui::GetStyle().ScrollbarSize + gap / 2;
  g.columns = std::max(1, static_cast<int>(room / (kTile * t.scale + gap)));
  g.tile = std::floor(room / static_cast<float>(g.columns) - gap);
  g.stepX = g.tile + gap;
  g.stepY = g.tile + t.unit + textHeight(kit, Type::small) + t.inside;
  const float scrolled = ImGui::GetScrollY();
  const int rows = (count + g.columns - 1) / g.columns;
  g.firstRow = std::clamp(static_cast<int>(scrolled / g.stepY), 0, std::max(0, rows - 1));
  g.lastRow = std::min(rows - 1, static_cast<int>((scrolled + height) / g.stepY));
  return g;
}

// Room for every tile in view; more only when the view has grown.
void reserveSlots(PredictionsView& view, int side, int wanted) {
  if (static_cast<int>(view.slots.size()) >= wanted) return;
  gfx::clearTiles(view.atlas);
  view.slots.assign(static_cast<std::size_t>(wanted), {});
  view.tiles.reserve(static_cast<std::size_t>(wanted));
  for (PredictionsView::Slot& slot : view.slots) slot.tile = gfx::allocateTile(view.atlas, side, side);
}

gfx::TileId tileOf(const Run& run, PredictionsView& view, int place) {
  const int n = view.order[place];
  PredictionsView::Slot& slot = view.slots[static_cast<std::size_t>(place) % view.slots.size()];
  if (slot.sample != n) {
    const Problem& p = run.session.problem;
    const float* x = p.x.data() + static_cast<std::size_t>(samplesOf(run, view)[n]) * p.inputs;
    gfx::updateTile(view.atlas, slot.tile, {x, static_cast<std::size_t>(p.inputs)}, 1, gfx::Ramp::ink);
    slot.sample = n;
  }
  return slot.tile;
}

Text64 answer(const PredictionsView& view, int n) {
  const Predictions& p = view.predictions;
  if (!p.wrong(n)) return textf("%s", view.names[p.label(n)].c_str());
  return textf("%s → %s", view.names[p.label(n)].c_str(), view.names[p.predicted[n]].c_str());
}

// Whether the sample is what the grid was ranked to show; training may have changed that since.
bool stillFits(const PredictionsView& view, int n) {
  const Predictions& p = view.predictions;
  if (view.pairTruth >= 0) return p.label(n) == view.pairTruth && p.predicted[n] == view.pairPredicted;
  return view.show == 1 || p.wrong(n);
}

void drawTile(Kit& kit, const Run& run, PredictionsView& view, const Grid& g, int place, bool marked) {
  const Theme& t = kit.theme;
  const int n = view.order[place];
  const bool wrong = view.predictions.wrong(n), mixed = view.show == 1 && view.pairTruth < 0;
  const ImVec2 at(snap(kit, g.place(place).x), snap(kit, g.place(place).y));
  gfx::HeatQuad quad;
  quad.rect = {at.x, at.y, at.x + g.tile, at.y + g.tile};
  quad.tile = tileOf(run, view, place);
  quad.radius = t.radius;
  quad.opacity = stillFits(view, n) ? 1 : kFaded;
  quad.outlineWidth = marked ? 2 * t.scale : t.hairlineWidth;
  quad.outline = pack(marked ? t.accent : wrong && mixed ? t.ink : t.hairline);
  view.tiles.push_back(quad);
  const float top = at.y + g.tile + t.unit, spill = kTileGap * t.scale / 2;
  drawTextIn(kit, ImGui::GetWindowDrawList(), Type::small, {at.x - spill, top},
             {at.x + g.tile + spill, top + textHeight(kit, Type::small)}, 0.5f, wrong ? t.ink : t.secondary,
             answer(view, n));
  registerWidget(kit.widgets, textf<48>("sample.%d", place), at, at + ImVec2(g.tile, g.tile), true,
                 ImGui::IsRectVisible(at, at + ImVec2(g.tile, g.tile)));
}

int placeUnder(const Grid& g, ImVec2 mouse, int count) {
  const float x = mouse.x - g.at.x, y = mouse.y - g.at.y;
  if (x < 0 || y < 0) return -1;
  const int column = static_cast<int>(x / g.stepX), row = static_cast<int>(y / g.stepY);
  if (column >= g.columns || x - static_cast<float>(column) * g.stepX > g.tile) return -1;
  const int place = row * g.columns + column;
  return place < count ? place : -1;
}

// The sample large, with everything the network thinks it could be.
void drawCard(Kit& kit, Canvas& canvas, const Run& run, PredictionsView& view, const Grid& g, int place) {
  const Theme& t = kit.theme;
  const Predictions& p = view.predictions;
  const int n = view.order[place];
  const float pad = 3 * t.unit, side = kCardImage * t.scale, bars = 216 * t.scale;
  const float title = textHeight(kit, Type::strong) + t.unit, line = textHeight(kit, Type::small) + t.inside;
  const float rows = static_cast<float>(p.classes) * (textHeight(kit, Type::small) + 1);
  const ImVec2 size(side + t.between + bars + 2 * pad, std::max(side, title + line + rows) + 2 * pad);
  const ImVec2 tile = g.place(place), screen = ImGui::GetIO().DisplaySize;
  const float below = tile.y + g.stepY, above = tile.y - size.y - t.inside;
  const float y = below + size.y <= screen.y || above < 0 ? std::min(below, screen.y - size.y) : above;
  ImGui::SetNextWindowPos(
      {std::clamp(tile.x, t.unit, std::max(t.unit, screen.x - size.x - t.unit)), std::max(y, t.unit)});
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 0);
  const bool open = ImGui::BeginTooltip();
  ImGui::PopStyleVar();
  if (!open) return;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 min = ImGui::GetWindowPos(), at = min + ImVec2(pad, pad);
  list->PushClipRectFullScreen();
  drawSheet(kit, list, min, min + size);
  view.large = {};
  view.large.rect = {at.x, at.y, at.x + side, at.y + side};
  view.large.tile = tileOf(run, view, place);
  view.large.radius = t.radius;
  view.large.sampling = gfx::Sampling::crisp;
  view.large.outlineWidth = t.hairlineWidth, view.large.outline = pack(t.hairline);
  view.drawLarge.canvas = &canvas;
  view.drawLarge.draw = [&view](const gfx::Surface& s) {
    gfx::drawHeat(view.drawLarge.canvas->gfx, s, view.atlas, view.palette, {&view.large, 1});
  };
  addCall(list, view.drawLarge);
  const ImVec2 words(at.x + side + t.between, at.y), right(words.x + bars, at.y);
  drawTextIn(kit, list, Type::strong, words, {right.x, words.y + title}, 0, t.ink,
             textf("%s read as %s", view.names[p.label(n)].c_str(), view.names[p.predicted[n]].c_str()));
  drawTextIn(kit, list, Type::small, {words.x, words.y + title}, {right.x, words.y + title + line - t.unit},
             0, t.secondary,
             textf("%s sample %s, loss %s", view.set == 0 ? "Test" : "Training", formatCount(n + 1).c_str(),
                   formatLive(p.losses[n], 2).c_str()));
  drawClassRows(kit, list, {words.x, words.y + title + line}, {right.x, words.y + title + line + rows},
                {view.names,
                 {p.probability(n), static_cast<std::size_t>(p.classes)},
                 p.predicted[n],
                 p.wrong(n) ? p.label(n) : -1});
  list->PopClipRect();
  ImGui::EndTooltip();
}

const char* nothingToShow(const PredictionsView& view) {
  if (!view.ranked) return "";
  if (view.pairTruth >= 0) return "No such sample now";
  return view.predictions.correct == view.predictions.count ? "No mistakes" : "";
}

}  // namespace

void drawSampleGrid(Kit& kit, Canvas& canvas, const Run& run, PredictionsView& view, ImVec2 min,
                    ImVec2 size) {
  const Theme& t = kit.theme;
  // Outlines and labels reach a little beyond the tiles.
  const float bleed = kTileGap * t.scale / 2;
  ImGui::SetCursorScreenPos({min.x - bleed, min.y});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {bleed, t.unit});
  ImGui::BeginChild("##samples", {size.x + bleed, std::max(size.y, 1.0f)},
                    ImGuiChildFlags_AlwaysUseWindowPadding,
                    ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBackground);
  ImGui::PopStyleVar();
  const int count = static_cast<int>(view.order.size());
  const Grid g = layOut(kit, size.x, size.y, count);
  reserveSlots(view, run.session.problem.data.imageSide,
               g.columns * (static_cast<int>(size.y / g.stepY) + 3));
  view.tiles.clear();
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const int hovered = ImGui::IsWindowHovered() ? placeUnder(g, mouse, count) : -1;
  if (ImGui::IsMouseReleased(0) && ImGui::IsWindowHovered())
    view.pinned = t.touch && hovered != view.pinned ? hovered : -1;
  const int first = g.firstRow * g.columns, last = std::min(count, (g.lastRow + 1) * g.columns);
  if (view.pinned < first || view.pinned >= last) view.pinned = -1;
  const int card = hovered >= 0 ? hovered : view.pinned;
  for (int place = first; place < last; ++place) drawTile(kit, run, view, g, place, place == card);
  view.drawTiles.canvas = &canvas;
  view.drawTiles.draw = [&view](const gfx::Surface& s) {
    gfx::drawHeat(view.drawTiles.canvas->gfx, s, view.atlas, view.palette, view.tiles);
  };
  addCall(ImGui::GetWindowDrawList(), view.drawTiles);
  if (card >= 0) drawCard(kit, canvas, run, view, g, card);
  if (count == 0)
    drawTextIn(kit, ImGui::GetWindowDrawList(), Type::base, min, min + size, 0.5f, t.secondary,
               nothingToShow(view));
  const int rows = (count + g.columns - 1) / g.columns;
  ImGui::Dummy({1, std::max(1.0f, static_cast<float>(rows) * g.stepY - ImGui::GetStyle().ItemSpacing.y)});
  ImGui::EndChild();
}

}  // namespace lockstep
