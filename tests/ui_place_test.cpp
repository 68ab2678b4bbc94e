// Where panels stand: strips cut off areas by the rows of a table, and the table itself.
#include <doctest/doctest.h>

#include "ui/shell/screens.h"

using namespace lockstep;

namespace {

struct Blank : Panel {
  void draw(Frame&, Rect) override {}
  float height(const Frame&, float width) const override { return width / 4; }
};
std::unique_ptr<Panel> makeBlank() { return std::make_unique<Blank>(); }
constexpr PanelKind kFirst{"first", makeBlank}, kSecond{"second", makeBlank},
    kLater{"later", makeBlank, true};

struct Stage {
  Kit kit;
  Canvas canvas;
  Workbench bench;
  Requests requests;
  Screen screen;
  std::array<RunViews, 2> views;
  PanelSet panels;
  Frame frame{kit, canvas, bench, requests, screen, views};
  Stage() {
    ImGui::CreateContext();
    kit.theme = makeTheme({});
    loadFonts(kit.fonts, 1, 1);
  }
  ~Stage() { ImGui::DestroyContext(); }

  Placement place(std::span<const Place> rows, Rect rect = {{0, 0}, {800, 600}}) {
    return placePanels(rows, rect, frame, panels);
  }
};

void checkRect(const Rect& rect, float x, float y, float width, float height) {
  CHECK(rect.min.x == doctest::Approx(x));
  CHECK(rect.min.y == doctest::Approx(y));
  CHECK(rect.size.x == doctest::Approx(width));
  CHECK(rect.size.y == doctest::Approx(height));
}

bool never(const Frame&) { return false; }

}  // namespace

TEST_CASE("rows cut strips off what is left, and the last one has the rest") {
  Stage s;
  const Place rows[] = {
      {.panel = &kFirst, .edge = Edge::top, .length = {.value = 50}},
      {.panel = &kSecond, .edge = Edge::left, .length = {.of = Length::Of::share, .value = 0.25f}},
      {.panel = &kSecond, .edge = Edge::bottom, .length = {.value = 10}, .shown = never},
      {.panel = &kFirst}};
  const Placement p = s.place(rows);
  REQUIRE(p.panels.size() == 3);
  checkRect(p.panels[0].rect, 0, 0, 800, 50);
  checkRect(p.panels[1].rect, 0, 50, 200, 550);
  checkRect(p.panels[2].rect, 200, 50, 600, 550);
  REQUIRE(p.lines.size() == 2);
  CHECK(p.lines[0].from.y == 50);
  CHECK(p.lines[1].from.x == 200);
}

TEST_CASE("a row that takes all that is left of an area leaves no place for later ones in it") {
  Stage s;
  const Place rows[] = {{.edge = Edge::left, .length = {.value = 100}, .as = Area::left},
                        {.panel = &kFirst},
                        {.edge = Edge::right, .length = {.value = 300}, .as = Area::aside},
                        {.panel = &kSecond, .in = Area::aside},
                        {.panel = &kSecond, .edge = Edge::top, .length = {.value = 10}},
                        {.panel = &kLater, .in = Area::left}};
  const Placement p = s.place(rows);
  REQUIRE(p.panels.size() == 2);
  checkRect(p.panels[0].rect, 100, 0, 700, 600);
  checkRect(p.panels[1].rect, 0, 0, 100, 600);
}

TEST_CASE("a row may make an area, which other rows cut up") {
  Stage s;
  const Place rows[] = {
      {.edge = Edge::right, .length = {.value = 300}, .as = Area::aside},
      {.panel = &kFirst, .edge = Edge::top, .length = {.of = Length::Of::own}, .in = Area::aside},
      {.panel = &kSecond, .in = Area::aside},
      {.panel = &kLater}};
  const Placement p = s.place(rows);
  REQUIRE(p.panels.size() == 3);
  checkRect(p.panels[0].rect, 500, 0, 300, 75);
  checkRect(p.panels[1].rect, 500, 75, 300, 525);
  checkRect(p.panels[2].rect, 0, 0, 500, 600);
}

TEST_CASE("bounds of a length are px at scale 1 or shares of the area") {
  Stage s;
  auto top = [&](Length length, float scale) {
    s.kit.theme = makeTheme({.scale = scale});
    const Place rows[] = {{.panel = &kFirst, .edge = Edge::top, .length = length}};
    return s.place(rows).panels.at(0).rect.size.y;
  };
  using Of = Length::Of;
  CHECK(top({.of = Of::share, .value = 0.1f, .leastPx = 100}, 1) == 100);
  CHECK(top({.of = Of::share, .value = 0.1f, .leastPx = 100}, 2) == 200);
  CHECK(top({.of = Of::share, .value = 0.5f, .mostPx = 100}, 1) == 100);
  CHECK(top({.of = Of::own, .mostShare = 0.25f}, 1) == 150);
  CHECK(top({.of = Of::own, .leastShare = 0.5f}, 1) == 300);
  CHECK(top({.of = Of::width, .mostShare = 0.45f}, 1) == 270);
  CHECK(top({.value = 1000}, 1) == 600);  // never more than there is
}

TEST_CASE("a panel of the second part keeps its place until it has arrived, and is not made before") {
  Stage s;
  s.screen.complete = false;
  const Place rows[] = {{.panel = &kLater, .edge = Edge::top, .length = {.of = Length::Of::own, .value = 40}},
                        {.panel = &kFirst}};
  CHECK(s.place(rows).panels.at(0).rect.size.y == 40);
  CHECK(s.panels.find(kLater, s.frame) == nullptr);
  s.screen.complete = true;
  CHECK(s.place(rows).panels.at(0).rect.size.y == 200);
}

TEST_CASE("a figure has each part that was chosen once, at any size") {
  Stage s;
  openWorkbench(s.bench, parseConfig("layers=4,4&samples=50").config);
  s.screen.complete = false;  // panels need no window to stand somewhere
  for (unsigned parts = 1; parts < 1u << 6; ++parts)
    for (const ImVec2 size : {ImVec2(320, 240), ImVec2(360, 300), ImVec2(390, 520), ImVec2(900, 560)}) {
      s.screen.figure = {.parts = parts, .wide = size.x > size.y};
      s.screen.figure.remove(Part::experiment);  // it is all of a figure, and there is none open
      if (s.screen.figure.empty()) continue;
      CAPTURE(parts);
      CAPTURE(size.x);
      float area = 0;
      std::string names;
      for (const Placed& p : s.place(shapeOf(s.screen, size.x, 1).places, {{0, 0}, size}).panels) {
        if (p.place->edge == Edge::over) continue;
        area += p.rect.size.x * p.rect.size.y;
        CHECK(names.find(p.place->panel->name) == std::string::npos);
        names += std::string(p.place->panel->name) + " ";
      }
      if (s.screen.figure.parts & 0x17) CHECK(area == doctest::Approx(size.x * size.y));
      for (Part part : {Part::network, Part::answer, Part::loss, Part::instrument})
        CHECK(s.screen.figure.has(part) ==
              (names.find(kPartNames[static_cast<std::size_t>(part)]) != std::string::npos));
    }
}

TEST_CASE("in every shape of the screen the panels fill it without overlapping") {
  Stage s;
  openWorkbench(s.bench, parseConfig("layers=4,4&samples=50").config);
  s.screen.complete = false;  // panels need no window to stand somewhere
  for (const bool stage : {false, true})
    for (const float scale : {1.0f, 2.0f})
      for (const ImVec2 size : {ImVec2(320, 480), ImVec2(390, 844), ImVec2(844, 390), ImVec2(1024, 768),
                                ImVec2(1280, 720), ImVec2(1920, 1080), ImVec2(2560, 1440)}) {
        CAPTURE(size.x);
        CAPTURE(scale);
        CAPTURE(stage);
        openInstrument(s.screen, stage ? "step" : "");
        s.kit.theme = makeTheme({.scale = scale});
        const Placement p = s.place(shapeOf(s.screen, size.x, scale).places, {{0, 0}, size});
        float area = 0;
        for (std::size_t i = 0; i < p.panels.size(); ++i) {
          if (p.panels[i].place->edge == Edge::over) continue;
          const Rect& a = p.panels[i].rect;
          area += a.size.x * a.size.y;
          for (std::size_t k = 0; k < i; ++k) {
            if (p.panels[k].place->edge == Edge::over) continue;
            const Rect& b = p.panels[k].rect;
            const bool apart =
                a.max().x <= b.min.x || b.max().x <= a.min.x || a.max().y <= b.min.y || b.max().y <= a.min.y;
            CHECK(apart);
          }
        }
        CHECK(area == doctest::Approx(size.x * size.y));
      }
}
