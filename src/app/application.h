// The application between the window and the screen: what the window calls, in the order of a frame.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "app/address.h"
#include "app/page_words.h"
#include "app/platform.h"
#include "app/scheduler.h"
#include "studio/workbench.h"
#include "ui/panels/frame_overlay.h"
#include "ui/shell/shell.h"

namespace lockstep {

// Milliseconds of the last frames, smoothed: what FrameFigures tells of them.
struct FrameSplit {
  double training = 0, interface = 0, drawing = 0;
};

struct Application final : PlatformClient {
  Platform* platform = nullptr;
  Workbench bench;
  Shell shell;
  FrameSplit split;
  FrameOverlay overlay;
  Yielding yielding;
  MeasuringPlan measuring;
  double stepCost = 0.01;      // ms, smoothed
  std::string run, pageWords;  // of the address, as it was last written or read: address.h
  PageOptions page;            // what these words ask for
  // The run's words with the changes made on the way, which take too long for every frame.
  struct {
    std::shared_ptr<const Turn> turns;
    Config config;
    std::string words;
  } changed;
  std::set<DataKind> onTheWay;      // whose files are being fetched
  std::vector<std::string> unread;  // what of the address could not be read
  Preferences applied;              // what the theme was last made of
  bool dark = false;

  void prepare() override;
  void draw() override;
  void paint(bool whole) override;
  void work(const FrameTime& time) override;
  void graphicsLost() override;
  void environmentChanged() override;
  void fragmentChanged(std::string_view fragment) override;
  void fileOpened(OpenedFile file) override;
  std::string describeState() override;
  std::vector<uint8_t> saveRun() override;
  std::string restoreRun(std::vector<uint8_t> bytes) override;
  std::string command(std::string_view line) override;
  std::string document(std::string_view name) override;
  bool transport(std::string_view line) override;
  std::string_view transportAt(float x, float y) const override;
  bool keepsKey(ImGuiKey key) const override;
};

// Makes the page what the words about it ask for, around the run that is open.
void openPage(Application& app, const Address& address);

// Lets the author's speed hold for the run that was opened: an experiment brings its own.
void takeSpeed(Application& app);

// Wires a created platform to a new application showing the run in the platform's fragment.
std::unique_ptr<Application> makeApplication(Platform& platform);

// Where the time of the last frames went.
FrameFigures frameFigures(const Application& app);

}  // namespace lockstep
