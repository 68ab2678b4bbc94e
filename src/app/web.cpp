// The window as a canvas on somebody's web page. GLFW makes the WebGL2 context and leaves: its own input listens on the
// whole page. web/host.js listens on the canvas alone and calls the lockstep_… functions below; calls in the other
// direction are the EM_JS functions. One wasm instance is one canvas.
#include <GLFW/glfw3.h>
#include <emscripten.h>
#include <emscripten/eventloop.h>
#include <emscripten/html5.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <imgui_internal.h>

#include <cfloat>
#include <cstdio>
#include <cstdlib>

#include "app/frame.h"
#include "app/platform.h"
#include "app/touch.h"
#include "app/web_keys.h"

// clang-format off
EM_JS_DEPS(lockstep, "$UTF8ToString,$stringToNewUTF8")
EM_JS(void, hostAttach, (), { Module['host']['attach'](Module); })
EM_JS(void, hostFail, (const char* message), { Module['host']['fail'](UTF8ToString(message)); })
EM_JS(void, hostDrawn, (), { Module['host']['drawn'](); })
EM_JS(void, hostCursor, (const char* name), { Module['host']['cursor'](UTF8ToString(name)); })
EM_JS(void, hostTextInput, (bool on, float x, float y, float height), { Module['host']['textInput'](on, x, y, height); })
EM_JS(void, hostPaper, (uint32_t rgb), { Module['host']['paper'](rgb); })
EM_JS(void, hostFullscreen, (bool on), { Module['host']['fullscreen'](on); })
EM_JS(char*, hostFragment, (), { return stringToNewUTF8(Module['host']['readFragment']()); })
EM_JS(void, hostSetFragment, (const char* text), { Module['host']['writeFragment'](UTF8ToString(text)); })
EM_JS(char*, hostPreference, (const char* name), { return stringToNewUTF8(Module['host']['readPreference'](UTF8ToString(name))); })
EM_JS(void, hostSetPreference, (const char* name, const char* value), { Module['host']['writePreference'](UTF8ToString(name), UTF8ToString(value)); })
EM_JS(void, hostOpenFile, (const char* accept), { Module['host']['openFile'](UTF8ToString(accept)); })
EM_JS(void, hostSaveFile, (const char* name, const char* mime, const void* bytes, size_t size), {
  Module['host']['saveFile'](UTF8ToString(name), UTF8ToString(mime), HEAPU8.slice(bytes, bytes + size)); })
EM_JS(void, hostCopyText, (int id, const char* text), { Module['host']['copyText'](id, UTF8ToString(text)); })
EM_JS(void, hostFetchAsset, (int id, const char* name), { Module['host']['fetchAsset'](id, UTF8ToString(name)); })
// clang-format on

namespace lockstep {

namespace {

Platform* gPlatform = nullptr;  // exported functions carry no context

template <typename T>
int keep(std::vector<T>& slots, T value) {
  size_t i = 0;
  while (i < slots.size() && slots[i]) ++i;
  if (i == slots.size()) slots.emplace_back();
  slots[i] = std::move(value);
  return static_cast<int>(i);
}

std::string takeText(char* text) {
  std::string copy(text);
  free(text);
  return copy;
}

}  // namespace

struct Platform::Host {
  bool running = false, drawing = false;
  bool frameRequested = false;
  int timer = 0;
  double timerAt = kNever;
  Touch touch;
  double touchedAt = 0;  // of the last frame, for coasting
  int buttons = 0;       // as the browser last told them
  int modifiers = 0;
  double wheelUsedAt = -kNever;
  ImGuiMouseCursor cursor = ImGuiMouseCursor_Arrow;
  std::string clipboard;
  bool clipboardChanged = false, inClipboardEvent = false;
  std::string fragment;
  std::vector<uint8_t> buffer;  // bytes on their way in
  std::string reply;            // text on its way out
  std::vector<Outcome> outcomes;
  std::vector<Progress> progresses;
  std::vector<Asset> assets;
  int restores = 0;
};

namespace {

constexpr double kWheelLatchMs = 400;  // a scroll that ends at the panel's edge does not go on into the page at once
constexpr float kWheelLines = 5;       // font heights that Dear ImGui scrolls for a wheel value of 1

void schedule(Platform& platform);

bool canDraw(const Platform& platform) {
  return platform.host->running && platform.graphicsReady && platform.viewport.width > 0;
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
  hostDrawn();
}

bool onRefresh(double refresh, void* data) {
  Platform& platform = *static_cast<Platform*>(data);
  platform.host->frameRequested = false;
  if (platform.pacing.visible && canDraw(platform)) draw(platform, refresh, true);
  schedule(platform);
  return false;
}

void onTimer(void* data) {
  Platform& platform = *static_cast<Platform*>(data);
  platform.host->timer = 0;
  wake(platform, 1);
}

// Asks for the next refresh, sets a timer, or does neither: an idle canvas costs nothing.
void schedule(Platform& platform) {
  Platform::Host& host = *platform.host;
  const double delay = canDraw(platform) ? nextFrameDelay(platform) : kNever;
  if (delay == 0 && !host.frameRequested) {
    host.frameRequested = true;
    emscripten_request_animation_frame(onRefresh, &platform);
  }
  if (delay == 0 || delay == kNever) return;
  const double due = nowMs() + delay;
  if (host.timer && host.timerAt <= due) return;
  if (host.timer) emscripten_clear_timeout(host.timer);
  host.timerAt = due;
  host.timer = emscripten_set_timeout(onTimer, delay, &platform);
}

// Draws at once instead of at the next refresh, for answers that the browser wants before an event ends.
void drawNow(Platform& platform, int frames) {
  for (int i = 0; i < frames && canDraw(platform) && !platform.host->drawing; ++i) draw(platform, nowMs(), false);
  schedule(platform);
}

void setModifiers(Platform::Host& host, int modifiers) {
  constexpr ImGuiKey kModifiers[] = {ImGuiMod_Ctrl, ImGuiMod_Shift, ImGuiMod_Alt, ImGuiMod_Super};
  for (int i = 0; i < 4; ++i) {
    const int bit = 1 << i;
    if ((modifiers ^ host.modifiers) & bit) ImGui::GetIO().AddKeyEvent(kModifiers[i], modifiers & bit);
  }
  host.modifiers = modifiers;
}

// Lets go of everything without pressing anything: the release happened where nobody could see it.
void releaseAll(Platform& platform, bool keepEditing) {
  ImGuiIO& io = ImGui::GetIO();
  platform.host->buttons = platform.host->modifiers = 0;
  touchCancel(platform.host->touch);
  io.ClearEventsQueue();
  io.ClearInputKeys();
  if (!keepEditing || !io.WantTextInput) ImGui::ClearActiveID();
  wake(platform);
}

// The browser tells with every event which buttons are down, so that no press or release can be missed for long.
void setButtons(Platform::Host& host, int buttons) {
  for (int i = 0; i < ImGuiMouseButton_COUNT; ++i) {
    const int bit = 1 << i;
    if ((buttons ^ host.buttons) & bit) ImGui::GetIO().AddMouseButtonEvent(i, buttons & bit);
  }
  host.buttons = buttons;
}

enum class PointerEvent { move, down, up, cancel, leave };

void onTouch(Platform& platform, PointerEvent event, ImVec2 at) {
  Touch& touch = platform.host->touch;
  const double now = nowMs();
  if (event == PointerEvent::down) touchDown(touch, at, now);
  if (event == PointerEvent::move) touchMove(touch, at, now);
  if (event == PointerEvent::cancel) releaseAll(platform, false);
  if (event != PointerEvent::up || !touchUp(touch, now, !platform.environment.reducedMotion)) return;
  // A screen keyboard opens only for a focus change inside this very event: press, release and their effect now.
  drawNow(platform, kSettleFrames);
}

void onMouse(Platform& platform, PointerEvent event, ImVec2 at, int buttons, bool pen) {
  ImGuiIO& io = ImGui::GetIO();
  const bool lostRelease = platform.host->buttons && !buttons && event != PointerEvent::up;
  if (lostRelease || event == PointerEvent::cancel) releaseAll(platform, true);
  if (event == PointerEvent::cancel) return;
  const bool away = event == PointerEvent::leave && !buttons;
  io.AddMouseSourceEvent(pen ? ImGuiMouseSource_Pen : ImGuiMouseSource_Mouse);
  io.AddMousePosEvent(away ? -FLT_MAX : at.x, away ? -FLT_MAX : at.y);
  setButtons(*platform.host, buttons);
}

// Plays Ctrl+C, X or V (Cmd on a Mac) for a clipboard event, whatever key or menu it came from.
void playChord(Platform& platform, ImGuiKey key) {
  ImGuiIO& io = ImGui::GetIO();
  const int held = platform.host->modifiers;
  setModifiers(*platform.host, io.ConfigMacOSXBehaviors ? 8 : 1);
  io.AddKeyEvent(key, true);
  io.AddKeyEvent(key, false);
  drawNow(platform, 2);
  setModifiers(*platform.host, held);
  wake(platform);
}

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

bool openContext(const PlatformOptions& options) {
  if (!glfwInit()) return false;
  glfwWindowHint(GLFW_CLIENT_API, GLFW_OPENGL_ES_API);
  glfwWindowHint(GLFW_ALPHA_BITS, 0);
  glfwWindowHint(GLFW_DEPTH_BITS, 0);
  glfwWindowHint(GLFW_STENCIL_BITS, 0);
  GLFWwindow* window = glfwCreateWindow(options.width, options.height, options.title, nullptr, nullptr);
  if (window) glfwMakeContextCurrent(window);
  glfwTerminate();  // takes its listeners off the page; the context stays
  return window != nullptr;
}

}  // namespace

Platform::Platform() : host(std::make_unique<Host>()) {}
Platform::~Platform() = default;

std::unique_ptr<Platform> createPlatform(const PlatformOptions& options) {
  auto platform = std::make_unique<Platform>();
  gPlatform = platform.get();
  if (!openContext(options)) {
    hostFail("This browser gave no WebGL2 context.");
    return nullptr;
  }
  startImGui(*platform);
  configureImGui(*platform);
  hostAttach();
  platform->canOpenFiles = true;
  platform->host->fragment = takeText(hostFragment());
  return platform;
}

int runPlatform(Platform& platform) {
  platform.host->running = true;
  schedule(platform);
  emscripten_exit_with_live_runtime();
}

void wake(Platform& platform, int frames) {
  platform.pacing.framesLeft = std::max(platform.pacing.framesLeft, frames);
  if (!platform.host->drawing) schedule(platform);
}

void wakeAfter(Platform& platform, double seconds) {
  platform.pacing.wakeAt = std::min(platform.pacing.wakeAt, nowMs() + 1000 * seconds);
  if (!platform.host->drawing) schedule(platform);
}

double nowMs() { return emscripten_get_now(); }

void setPaper(Platform& platform, uint32_t rgb) {
  if (platform.paper == rgb) return;
  platform.paper = rgb;
  hostPaper(rgb);
  wake(platform, 1);
}

void setFullscreen(Platform&, bool on) { hostFullscreen(on); }

std::string fragment(const Platform& platform) { return platform.host->fragment; }

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

void saveFile(Platform&, const char* name, const char* mime, const void* bytes, size_t size, Outcome done) {
  hostSaveFile(name, mime, bytes, size);
  if (done) done(true, std::string("Downloaded ") + name + ".");
}

void copyText(Platform& platform, std::string_view text, Outcome done) {
  if (!done) done = [](bool, std::string_view) {};
  hostCopyText(keep(platform.host->outcomes, std::move(done)), std::string(text).c_str());
}

void fetchAsset(Platform& platform, const char* name, Progress progress, Asset done) {
  Platform::Host& host = *platform.host;
  const int id = keep(host.assets, std::move(done));
  host.progresses.resize(host.assets.size());
  host.progresses[id] = std::move(progress);
  hostFetchAsset(id, name);
}

}  // namespace lockstep

// ---- what web/host.js calls ---------------------------------------------------------------------------------------

using namespace lockstep;

extern "C" {

// type: 0 mouse, 1 touch, 2 pen. buttons and modifiers (1 Ctrl, 2 Shift, 4 Alt, 8 Meta): those that are down now.
EMSCRIPTEN_KEEPALIVE void lockstep_pointer(int event, int type, float x, float y, int buttons, int modifiers) {
  setModifiers(*gPlatform->host, modifiers);
  if (type == 1) {
    onTouch(*gPlatform, static_cast<PointerEvent>(event), {x, y});
  } else {
    onMouse(*gPlatform, static_cast<PointerEvent>(event), {x, y}, buttons, type == 2);
  }
  wakeForPointer(*gPlatform);
}

// dx, dy in CSS pixels, positive to the right and down. Returns whether the canvas uses it.
EMSCRIPTEN_KEEPALIVE bool lockstep_wheel(float x, float y, float dx, float dy, int modifiers) {
  ImGuiIO& io = ImGui::GetIO();
  Platform::Host& host = *gPlatform->host;
  const bool zooms = modifiers & 1, latched = nowMs() - host.wheelUsedAt < kWheelLatchMs;
  setModifiers(host, modifiers);
  io.AddMouseSourceEvent(ImGuiMouseSource_Mouse);
  io.AddMousePosEvent(x, y);
  const float unit = kWheelLines * ImGui::GetFontSize();
  io.AddMouseWheelEvent(-dx / unit, -dy / unit);
  wakeForPointer(*gPlatform);
  const WheelUse use = gPlatform->wheelUse;
  const bool used = use == WheelUse::everything || (zooms && use == WheelUse::zoomWithCtrl) ||
                    (!zooms && canScroll({{x, y}, {dx, dy}, latched}));
  if (used) host.wheelUsedAt = nowMs();
  return used;
}

// Before the browser pans the page for a finger that started at x, y and moved by dx, dy: is that ours?
EMSCRIPTEN_KEEPALIVE bool lockstep_touch_used(float x, float y, float dx, float dy) {
  const Touch::Phase phase = gPlatform->host->touch.phase;
  return phase == Touch::Phase::dragging || gPlatform->ownsDrag || canScroll({{x, y}, {-dx, -dy}});
}

EMSCRIPTEN_KEEPALIVE void lockstep_key(const char* code, const char* key, bool down, int modifiers) {
  setModifiers(*gPlatform->host, modifiers);
  const ImGuiKey known = keyFromDom(code, key);
  if (known != ImGuiKey_None) ImGui::GetIO().AddKeyEvent(known, down);
  wake(*gPlatform);
}

EMSCRIPTEN_KEEPALIVE void lockstep_text(const char* text) {
  ImGui::GetIO().AddInputCharactersUTF8(text);
  wake(*gPlatform);
}

// A press and release of a key by name, from a screen keyboard that reports only what it wants to happen.
EMSCRIPTEN_KEEPALIVE void lockstep_tap_key(const char* code) {
  const ImGuiKey known = keyFromDom(code, "");
  ImGui::GetIO().AddKeyEvent(known, true);
  ImGui::GetIO().AddKeyEvent(known, false);
  wake(*gPlatform);
}

// operation: 0 copy, 1 cut, which return the text for the clipboard or null; 2 paste, which brings it.
EMSCRIPTEN_KEEPALIVE const char* lockstep_clipboard(int operation, const char* text) {
  Platform::Host& host = *gPlatform->host;
  constexpr ImGuiKey kKeys[] = {ImGuiKey_C, ImGuiKey_X, ImGuiKey_V};
  if (operation == 2) host.clipboard = text;
  host.inClipboardEvent = true;
  host.clipboardChanged = false;
  playChord(*gPlatform, kKeys[operation]);
  host.inClipboardEvent = false;
  return host.clipboardChanged ? host.clipboard.c_str() : nullptr;
}

EMSCRIPTEN_KEEPALIVE void lockstep_focus(bool focused) {
  if (!focused) releaseAll(*gPlatform, false);
  ImGui::GetIO().AddFocusEvent(focused);
  wake(*gPlatform);
}

EMSCRIPTEN_KEEPALIVE void lockstep_release() { releaseAll(*gPlatform, true); }

EMSCRIPTEN_KEEPALIVE void lockstep_resize(float width, float height, int pixelWidth, int pixelHeight) {
  ImGuiIO& io = ImGui::GetIO();
  gPlatform->viewport = {width, height, width > 0 ? pixelWidth / width : 1};
  io.DisplaySize = {width, height};
  io.DisplayFramebufferScale = {gPlatform->viewport.pixelRatio, height > 0 ? pixelHeight / height : 1};
  wake(*gPlatform);
  if (gPlatform->pacing.visible) drawNow(*gPlatform, 1);  // resizing has cleared the canvas
}

EMSCRIPTEN_KEEPALIVE void lockstep_visible(bool visible) {
  if (gPlatform->pacing.visible == visible) return;
  gPlatform->pacing.visible = visible;
  if (!visible) releaseAll(*gPlatform, true);
  wake(*gPlatform);
}

EMSCRIPTEN_KEEPALIVE void lockstep_environment(bool dark, bool reducedMotion, bool touch, bool embedded, bool mac) {
  gPlatform->environment = {dark, reducedMotion, touch, embedded};
  ImGui::GetIO().ConfigMacOSXBehaviors = mac;
  ImGui::GetIO().ConfigInputTextCursorBlink = !reducedMotion;
  if (gPlatform->hooks.environmentChanged) gPlatform->hooks.environmentChanged();
  wake(*gPlatform);
}

EMSCRIPTEN_KEEPALIVE void lockstep_graphics(bool ready) {
  gPlatform->graphicsReady = ready;
  const auto& hook = ready ? gPlatform->hooks.graphicsRestored : gPlatform->hooks.graphicsLost;
  if (ready) {
    ++gPlatform->host->restores;
    ImGui_ImplOpenGL3_Init("#version 300 es");
  } else {
    ImGui_ImplOpenGL3_Shutdown();  // now: in the restored context its names would be somebody else's
  }
  if (hook) hook();
  wake(*gPlatform);
}

EMSCRIPTEN_KEEPALIVE void lockstep_fullscreen(bool on) {
  gPlatform->fullscreen = on;
  wake(*gPlatform);
}

EMSCRIPTEN_KEEPALIVE void lockstep_fragment(const char* text) {
  if (gPlatform->host->fragment == text) return;
  gPlatform->host->fragment = text;
  if (gPlatform->hooks.fragmentChanged) gPlatform->hooks.fragmentChanged(gPlatform->host->fragment);
  wake(*gPlatform);
}

// Room for bytes that lockstep_file or lockstep_asset then takes.
EMSCRIPTEN_KEEPALIVE uint8_t* lockstep_buffer(size_t size) {
  gPlatform->host->buffer.resize(size);
  return gPlatform->host->buffer.data();
}

EMSCRIPTEN_KEEPALIVE void lockstep_file(const char* name, const char* error) {
  OpenedFile file{name, std::move(gPlatform->host->buffer), error};
  gPlatform->host->buffer.clear();
  if (gPlatform->hooks.fileOpened) gPlatform->hooks.fileOpened(std::move(file));
  wake(*gPlatform);
}

EMSCRIPTEN_KEEPALIVE void lockstep_progress(int id, size_t received, size_t total) {
  const Progress& progress = gPlatform->host->progresses[id];
  if (progress) progress(received, total);
  wake(*gPlatform);
}

EMSCRIPTEN_KEEPALIVE void lockstep_asset(int id, const char* error) {
  Platform::Host& host = *gPlatform->host;
  const Asset done = std::exchange(host.assets[id], {});
  done(std::exchange(host.buffer, {}), error);
  wake(*gPlatform);
}

EMSCRIPTEN_KEEPALIVE void lockstep_outcome(int id, bool ok, const char* detail) {
  if (id < 0) return;
  const Outcome done = std::exchange(gPlatform->host->outcomes[id], {});
  done(ok, detail);
  wake(*gPlatform);
}

EMSCRIPTEN_KEEPALIVE const char* lockstep_state() {
  std::string& reply = gPlatform->host->reply;
  reply = gPlatform->hooks.describeState ? gPlatform->hooks.describeState() : "{}";
  return reply.c_str();
}

// Returns why the command was refused; empty: done.
EMSCRIPTEN_KEEPALIVE const char* lockstep_command(const char* text) {
  std::string& reply = gPlatform->host->reply;
  reply = gPlatform->hooks.command ? gPlatform->hooks.command(text) : "No commands here.";
  wake(*gPlatform);
  return reply.c_str();
}

EMSCRIPTEN_KEEPALIVE void lockstep_draw(int frames) { drawNow(*gPlatform, frames); }

// What the platform believes, as JSON: the counterpart of what a test did to the page.
EMSCRIPTEN_KEEPALIVE const char* lockstep_input() {
  const ImGuiIO& io = ImGui::GetIO();
  const Platform::Host& host = *gPlatform->host;
  const Pacing& pacing = gPlatform->pacing;
  const auto yes = [](bool value) { return value ? "true" : "false"; };
  int keysDown = 0;
  for (int key = ImGuiKey_NamedKey_BEGIN; key < ImGuiKey_GamepadStart; ++key) {
    keysDown += ImGui::IsKeyDown(static_cast<ImGuiKey>(key));
  }
  const bool pointing = ImGui::IsMousePosValid();
  char text[640];
  snprintf(text, sizeof text,
           "{\"frames\":%ld,\"mouse\":[%g,%g],\"pointing\":%s,\"buttons\":%d,\"modifiers\":%d,\"keysDown\":%d,"
           "\"wantText\":%s,\"active\":%s,\"touchPhase\":%d,\"width\":%g,\"height\":%g,\"scale\":[%.6g,%.6g],"
           "\"visible\":%s,\"fullscreen\":%s,\"restores\":%d,\"interval\":%.3f,\"dark\":%s,\"reducedMotion\":%s,"
           "\"touch\":%s,\"embedded\":%s}",
           pacing.framesDrawn, pointing ? io.MousePos.x : 0.0, pointing ? io.MousePos.y : 0.0, yes(pointing),
           host.buttons, host.modifiers, keysDown, yes(io.WantTextInput), yes(ImGui::IsAnyItemActive()),
           static_cast<int>(host.touch.phase), io.DisplaySize.x, io.DisplaySize.y, io.DisplayFramebufferScale.x,
           io.DisplayFramebufferScale.y, yes(pacing.visible), yes(gPlatform->fullscreen), host.restores,
           pacing.display.milliseconds(), yes(gPlatform->environment.dark), yes(gPlatform->environment.reducedMotion),
           yes(gPlatform->environment.touch), yes(gPlatform->environment.embedded));
  gPlatform->host->reply = text;
  return gPlatform->host->reply.c_str();
}

}  // extern "C"
