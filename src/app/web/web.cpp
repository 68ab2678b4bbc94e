// The window as a canvas on somebody's web page: everything that calls the browser. Emscripten's own ways to
// a context and to input listen on the whole page and never let go of it; host.js makes the context, listens
// on the canvas alone and calls events.cpp. One wasm instance is one canvas.
#include <emscripten.h>
#include <imgui.h>
#include <imgui_internal.h>
#include <cmath>

#include <cstdlib>

#include "app/frame.h"
#include "app/web/host.h"

// clang-format off
EM_JS_DEPS(lockstep, "$GL,$UTF8ToString,$stringToNewUTF8")
EM_JS(bool, hostOpenContext, (), {
  const context = Module['host']['openContext']();
  if (context) GL.makeContextCurrent(GL.registerContext(context, {majorVersion : 2}));
  return !!context; })
EM_JS(void, hostAttach, (), { Module['host']['attach'](Module); })
EM_JS(bool, hostComplete, (), { return Module['host']['program']['here']; })
EM_JS(void, hostLoadRest, (), { Module['host']['program']['load'](); })
EM_JS(void, hostFail, (const char* message), { Module['host']['fail'](UTF8ToString(message)); })
EM_JS(void, hostRequestFrame, (), { Module['host']['requestFrame'](); })
EM_JS(void, hostRequestTimer, (double milliseconds), { Module['host']['requestTimer'](milliseconds); })
EM_JS(void, hostDrawn, (bool wantsRest), { Module['host']['drawn'](wantsRest); })
EM_JS(void, hostCursor, (const char* name), { Module['host']['cursor'](UTF8ToString(name)); })
EM_JS(void, hostTextInput, (bool on, float x, float y, float height), { Module['host']['textInput'](on, x, y, height); })
EM_JS(void, hostPaper, (uint32_t rgb), { Module['host']['paper'](rgb); })
EM_JS(void, hostReopen, (const char* fragment), { Module['host']['reopen'](UTF8ToString(fragment)); })
EM_JS(void, hostOpen, (const char* fragment), { Module['host']['openTab'](UTF8ToString(fragment)); })
EM_JS(void, hostFullscreen, (int id, bool on), { Module['host']['fullscreen'](id, on); })
EM_JS(char*, hostFragment, (), { return stringToNewUTF8(Module['host']['readFragment']()); })
EM_JS(char*, hostAddress, (), { return stringToNewUTF8(Module['host']['address']); })
EM_JS(void, hostSetFragment, (const char* text), { Module['host']['writeFragment'](UTF8ToString(text)); })
EM_JS(char*, hostPreference, (const char* name), { return stringToNewUTF8(Module['host']['readPreference'](UTF8ToString(name))); })
EM_JS(void, hostSetPreference, (const char* name, const char* value), { Module['host']['writePreference'](UTF8ToString(name), UTF8ToString(value)); })
EM_JS(void, hostOpenFile, (const char* accept), { Module['host']['openFile'](UTF8ToString(accept)); })
EM_JS(void, hostSaveFile, (int id, const char* name, const char* mime, const void* bytes, size_t size), {
  Module['host']['saveFile'](id, UTF8ToString(name), UTF8ToString(mime), HEAPU8.slice(bytes, bytes + size)); })
EM_JS(void, hostSavePicture, (int id, const char* name, int x, int y, int width, int height), {
  Module['host']['savePicture'](id, UTF8ToString(name), x, y, width, height); })
EM_JS(void, hostCopySaved, (int id), { Module['host']['copySaved'](id); })
EM_JS(void, hostCopyText, (int id, const char* text), { Module['host']['copyText'](id, UTF8ToString(text)); })
EM_JS(bool, hostOpenShare, (), { return Module['host']['openShare'](); })
EM_JS(void, hostFetchAsset, (int id, const char* name), { Module['host']['fetchAsset'](id, UTF8ToString(name)); })
// clang-format on

namespace lockstep {

namespace {

constexpr int kMostInputFrames = 8;

Platform* gPlatform = nullptr;

std::string takeText(char* text) {
  std::string copy(text);
  free(text);
  return copy;
}

// Puts a callback where the page's answer will find it.
template <typename T>
int keep(std::vector<T>& slots, T value) {
  size_t i = 0;
  while (i < slots.size() && slots[i]) ++i;
  if (i == slots.size()) slots.emplace_back();
  slots[i] = std::move(value);
  return static_cast<int>(i);
}

// Frames.

bool canDraw(const Platform& platform) {
  return platform.host->running && !platform.host->drawing && platform.graphicsReady;
}

// Asks for the next refresh, sets a timer, or does neither: an idle canvas costs nothing.
void schedule(Platform& platform) {
  Platform::Host& host = *platform.host;
  const double delay = canDraw(platform) ? nextFrameDelay(platform) : kNever;
  if (delay == 0 && !host.frameRequested) {
    host.frameRequested = true;
    hostRequestFrame();
  }
  if (delay == 0 || delay == kNever || nowMs() + delay >= host.timerAt) return;
  host.timerAt = nowMs() + delay;
  hostRequestTimer(delay);
}

void showCursor(Platform::Host& host) {
  constexpr const char* kNames[] = {"default",     "text",        "move",    "ns-resize",  "ew-resize",
                                    "nesw-resize", "nwse-resize", "pointer", "not-allowed"};
  const ImGuiMouseCursor cursor = ImGui::GetMouseCursor();
  if (cursor == host.cursor) return;
  host.cursor = cursor;
  hostCursor(cursor == ImGuiMouseCursor_None ? "none" : kNames[cursor]);
}

void draw(Platform& platform, double refresh, bool paced) {
  Platform::Host& host = *platform.host;
  const double now = nowMs();
  if (updateTouch(host.touch, platform.ownsDrag, now, now - host.touchedAt)) wake(platform, 2);
  host.touchedAt = now;
  host.drawing = true;
  drawFrame(platform, refresh, paced);
  host.drawing = false;
  showCursor(host);
  hostDrawn(platform.wantsRest);
}

// Set-up.

void configureImGui(Platform& platform) {
  ImGuiIO& io = ImGui::GetIO();
  io.BackendPlatformName = "lockstep_web";
  io.BackendFlags |= ImGuiBackendFlags_HasMouseCursors;
  io.ClipboardUserData = platform.host.get();
  io.GetClipboardTextFn = [](void* host) { return static_cast<Platform::Host*>(host)->clipboard.c_str(); };
  io.SetClipboardTextFn = [](void* data, const char* text) {
    Platform::Host& host = *static_cast<Platform::Host*>(data);
    host.clipboard = text;
    host.clipboardChanged = true;
    if (!host.inClipboardEvent) hostCopyText(-1, text);
  };
  io.SetPlatformImeDataFn = [](ImGuiViewport*, ImGuiPlatformImeData* ime) {
    hostTextInput(ime->WantVisible, ime->InputPos.x, ime->InputPos.y, ime->InputLineHeight);
  };
}

}  // namespace

Platform::Platform() : host(std::make_unique<Host>()) {}
Platform::~Platform() = default;

Platform& pagePlatform() { return *gPlatform; }

std::unique_ptr<Platform> createPlatform(const PlatformOptions&) {
  if (!hostOpenContext()) {
    hostFail("This browser gave no WebGL2 context.");
    return nullptr;
  }
  auto platform = std::make_unique<Platform>();
  gPlatform = platform.get();
  platform->complete = hostComplete();
  startImGui(*platform);
  configureImGui(*platform);
  hostAttach();
  platform->host->fragment = takeText(hostFragment());
  return platform;
}

int runPlatform(Platform& platform) {
  platform.host->running = true;
  schedule(platform);
  emscripten_exit_with_live_runtime();
}

void drawRefresh(Platform& platform, double time) {
  platform.host->frameRequested = false;
  if (canDraw(platform) && platform.pacing.visible) {
    if (skipRefresh(platform.pacing, platform.drawEvery))
      passRefresh(platform, time);
    else
      draw(platform, time, true);
  }
  schedule(platform);
}

void drawNow(Platform& platform, int frames) {
  for (int i = 0; i < frames && canDraw(platform); ++i) draw(platform, nowMs(), false);
  schedule(platform);
}

void drawInput(Platform& platform) {
  const auto& queue = ImGui::GetCurrentContext()->InputEventsQueue;
  for (int i = 0; i < kMostInputFrames && queue.Size > 0; ++i) drawNow(platform, 1);
}

// What platform.h declares.

void loadRest(Platform&) { hostLoadRest(); }

void wake(Platform& platform, int frames) {
  platform.pacing.framesLeft = std::max(platform.pacing.framesLeft, frames);
  schedule(platform);
}

void wakeAfter(Platform& platform, double seconds) {
  platform.pacing.wakeAt = std::min(platform.pacing.wakeAt, nowMs() + 1000 * seconds);
  schedule(platform);
}

double nowMs() { return emscripten_get_now(); }

void setPaper(Platform& platform, uint32_t rgb) {
  if (platform.paper == rgb) return;
  platform.paper = rgb;
  hostPaper(rgb);
  wake(platform, 1);
}

void setFullscreen(Platform& platform, bool on, Outcome done) {
  hostFullscreen(keep(platform.host->outcomes, std::move(done)), on);
}

void reopen(Platform&, std::string_view fragment) { hostReopen(std::string(fragment).c_str()); }

void openTab(Platform&, std::string_view fragment) { hostOpen(std::string(fragment).c_str()); }

std::string fragment(const Platform& platform) { return platform.host->fragment; }

std::string addressOf(const Platform&, std::string_view fragment) {
  return takeText(hostAddress()) + "#" + std::string(fragment);
}

void setFragment(Platform& platform, std::string_view text) {
  if (platform.host->fragment == text) return;
  platform.host->fragment = text;
  hostSetFragment(platform.host->fragment.c_str());
}

std::string preference(const Platform&, const char* name) { return takeText(hostPreference(name)); }

void setPreference(Platform&, const char* name, std::string_view value) {
  hostSetPreference(name, std::string(value).c_str());
}

void openFile(Platform&, const char* accept) { hostOpenFile(accept); }

void saveFile(Platform& platform, const char* name, const char* mime, const void* bytes, size_t size,
              Outcome done) {
  hostSaveFile(keep(platform.host->outcomes, std::move(done)), name, mime, bytes, size);
}

void savePicture(Platform& platform, const char* name, float x0, float y0, float x1, float y1, Outcome done) {
  auto pixels = [&](float css) { return static_cast<int>(std::lround(css * platform.viewport.pixelRatio)); };
  hostSavePicture(keep(platform.host->outcomes, std::move(done)), name, pixels(x0), pixels(y0),
                  pixels(x1 - x0), pixels(y1 - y0));
}

void copySaved(Platform& platform, Outcome done) {
  hostCopySaved(keep(platform.host->outcomes, std::move(done)));
}

void copyText(Platform& platform, std::string_view text, Outcome done) {
  if (!done) done = [](bool, std::string_view) {};
  hostCopyText(keep(platform.host->outcomes, std::move(done)), std::string(text).c_str());
}

bool openShare(Platform&) { return hostOpenShare(); }

void fetchAsset(Platform& platform, const char* name, Progress progress, Asset done) {
  Platform::Host& host = *platform.host;
  const int id = keep(host.assets, std::move(done));
  host.progresses.resize(host.assets.size());
  host.progresses[id] = std::move(progress);
  hostFetchAsset(id, name);
}

}  // namespace lockstep
