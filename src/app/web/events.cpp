// The calls that host.js makes: events of the canvas, the browser's answers, questions of page and tests.
#include <emscripten/em_macros.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cfloat>
#include <utility>

#include "app/frame.h"
#include "app/web/host.h"
#include "app/web/keys.h"
#include "session/json.h"

namespace lockstep {

namespace {

// A scroll that ends at the panel's edge does not go on into the page at once.
constexpr double kWheelLatchMs = 400;
constexpr float kWheelLines = 5;  // font heights that Dear ImGui scrolls for a wheel value of 1

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

// The browser tells with every event which buttons are down: no press or release can be missed for long.
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
  if (event == PointerEvent::down) touchDown(touch, at, now, platform.environment.embedded);
  if (event == PointerEvent::move) touchMove(touch, at, now);
  if (event == PointerEvent::cancel) releaseAll(platform, false);
  if (event == PointerEvent::up && touch.phase == Touch::Phase::dragging) drawInput(platform);
  if (event == PointerEvent::up && touchUp(touch, now, !platform.environment.reducedMotion))
    drawInput(platform);
}

void onMouse(Platform& platform, PointerEvent event, ImVec2 at, int buttons, bool pen) {
  ImGuiIO& io = ImGui::GetIO();
  const bool lostRelease = platform.host->buttons && !buttons && event != PointerEvent::up;
  if (lostRelease || event == PointerEvent::cancel) releaseAll(platform, true);
  if (event == PointerEvent::cancel) return;
  const bool away = event == PointerEvent::leave && !buttons;
  io.AddMouseSourceEvent(pen ? ImGuiMouseSource_Pen : ImGuiMouseSource_Mouse);
  io.AddMousePosEvent(away ? -FLT_MAX : at.x, away ? -FLT_MAX : at.y);
  if (event == PointerEvent::up) drawInput(platform);  // the last moves count before the release
  // A button that was let go while it was held (the focus went) is still down in the moves that follow:
  // no new press.
  setButtons(*platform.host, event == PointerEvent::down ? buttons : buttons & platform.host->buttons);
  if (event == PointerEvent::up) drawInput(platform);
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

int keysDown() {
  int count = 0;
  for (int key = ImGuiKey_NamedKey_BEGIN; key < ImGuiKey_GamepadStart; ++key) {
    count += ImGui::IsKeyDown(static_cast<ImGuiKey>(key));
  }
  return count;
}

}  // namespace

}  // namespace lockstep

using namespace lockstep;

// What host.js calls.

extern "C" {

EMSCRIPTEN_KEEPALIVE void lockstep_refresh(double time) { drawRefresh(pagePlatform(), time); }

EMSCRIPTEN_KEEPALIVE void lockstep_timer() {
  pagePlatform().host->timerAt = kNever;
  wake(pagePlatform(), 0);  // draws if something is due
}

// type: 0 mouse, 1 touch, 2 pen. buttons and modifiers (1 Ctrl, 2 Shift, 4 Alt, 8 Meta): what is down now.
EMSCRIPTEN_KEEPALIVE void lockstep_pointer(int event, int type, float x, float y, int buttons,
                                           int modifiers) {
  Platform& platform = pagePlatform();
  setModifiers(*platform.host, modifiers);
  if (type == 1) {
    onTouch(platform, static_cast<PointerEvent>(event), {x, y});
  } else {
    onMouse(platform, static_cast<PointerEvent>(event), {x, y}, buttons, type == 2);
  }
  wakeForPointer(platform);
}

// dx, dy in CSS pixels, positive to the right and down. Returns whether the canvas uses it.
EMSCRIPTEN_KEEPALIVE bool lockstep_wheel(float x, float y, float dx, float dy, int modifiers) {
  Platform& platform = pagePlatform();
  ImGuiIO& io = ImGui::GetIO();
  Platform::Host& host = *platform.host;
  const bool zooms = modifiers & 1, latched = nowMs() - host.wheelUsedAt < kWheelLatchMs;
  setModifiers(host, modifiers);
  io.AddMouseSourceEvent(ImGuiMouseSource_Mouse);
  io.AddMousePosEvent(x, y);
  const float unit = kWheelLines * ImGui::GetFontSize();
  io.AddMouseWheelEvent(-dx / unit, -dy / unit);
  wakeForPointer(platform);
  const bool used = !zooms && canScroll({{x, y}, {dx, dy}, latched});
  if (used) host.wheelUsedAt = nowMs();
  return used;
}

// Before the browser pans the page for a finger that started at x, y and moved by dx, dy: is that ours?
EMSCRIPTEN_KEEPALIVE bool lockstep_touch_used(float x, float y, float dx, float dy) {
  const Touch::Phase phase = pagePlatform().host->touch.phase;
  return phase == Touch::Phase::dragging || pagePlatform().ownsDrag || canScroll({{x, y}, {-dx, -dy}});
}

EMSCRIPTEN_KEEPALIVE void lockstep_key(const char* code, const char* key, bool down, int modifiers) {
  setModifiers(*pagePlatform().host, modifiers);
  const ImGuiKey known = keyFromDom(code, key);
  if (known != ImGuiKey_None) ImGui::GetIO().AddKeyEvent(known, down);
  wake(pagePlatform());
}

EMSCRIPTEN_KEEPALIVE void lockstep_text(const char* text) {
  ImGui::GetIO().AddInputCharactersUTF8(text);
  wake(pagePlatform());
}

// A press and release of a key by name, from a screen keyboard that reports only what it wants to happen.
EMSCRIPTEN_KEEPALIVE void lockstep_tap_key(const char* code) {
  const ImGuiKey known = keyFromDom(code, "");
  ImGui::GetIO().AddKeyEvent(known, true);
  ImGui::GetIO().AddKeyEvent(known, false);
  wake(pagePlatform());
}

// operation: 0 copy, 1 cut, which return the text for the clipboard or null; 2 paste, which brings it.
EMSCRIPTEN_KEEPALIVE const char* lockstep_clipboard(int operation, const char* text) {
  Platform::Host& host = *pagePlatform().host;
  constexpr ImGuiKey kKeys[] = {ImGuiKey_C, ImGuiKey_X, ImGuiKey_V};
  if (operation == 2) host.clipboard = text;
  host.inClipboardEvent = true;
  host.clipboardChanged = false;
  playChord(pagePlatform(), kKeys[operation]);
  host.inClipboardEvent = false;
  return host.clipboardChanged ? host.clipboard.c_str() : nullptr;
}

EMSCRIPTEN_KEEPALIVE void lockstep_focus(bool focused) {
  if (!focused) releaseAll(pagePlatform(), false);
  ImGui::GetIO().AddFocusEvent(focused);
  wake(pagePlatform());
}

EMSCRIPTEN_KEEPALIVE void lockstep_release() {
  if (pagePlatform().pacing.visible) drawInput(pagePlatform());  // what was pressed before still counts
  releaseAll(pagePlatform(), true);
}

EMSCRIPTEN_KEEPALIVE void lockstep_resize(int pixelWidth, int pixelHeight, float pixelRatio) {
  Platform& platform = pagePlatform();
  ImGuiIO& io = ImGui::GetIO();
  platform.pixelsLost = true;  // resizing has cleared the canvas
  platform.viewport = {pixelWidth / pixelRatio, pixelHeight / pixelRatio, pixelRatio};
  io.DisplaySize = {platform.viewport.width, platform.viewport.height};
  io.DisplayFramebufferScale = {pixelRatio, pixelRatio};
  wake(platform);
  if (platform.pacing.visible) drawNow(platform, 1);
}

EMSCRIPTEN_KEEPALIVE void lockstep_visible(bool visible) {
  Platform& platform = pagePlatform();
  if (platform.pacing.visible == visible) return;
  platform.pacing.visible = visible;
  if (visible)
    platform.pacing.workStart = nowMs();  // time that nobody saw is not made up for
  else
    releaseAll(platform, true);
  wake(platform);
}

EMSCRIPTEN_KEEPALIVE void lockstep_environment(bool dark, bool chosen, bool reducedMotion, bool touch,
                                               bool embedded, bool mac, bool wantsFast, bool canBeFast,
                                               bool canFill) {
  Platform& platform = pagePlatform();
  platform.environment = {dark, chosen, reducedMotion, touch, embedded, wantsFast, canBeFast, canFill};
  ImGui::GetIO().ConfigMacOSXBehaviors = mac;
  ImGui::GetIO().ConfigInputTextCursorBlink = !reducedMotion;
  if (platform.client) platform.client->environmentChanged();
  wake(platform);
}

EMSCRIPTEN_KEEPALIVE void lockstep_graphics(bool ready) {
  Platform& platform = pagePlatform();
  platform.graphicsReady = ready;
  if (ready) {
    ++platform.host->restores;
    platform.pixelsLost = true;
  } else if (platform.client) {
    platform.client->graphicsLost();
  }
  wake(platform);
}

// error: why the second part of the program could not be had, empty when it is here. missed: what the viewer
// did waited for it, and is not going to happen.
EMSCRIPTEN_KEEPALIVE void lockstep_rest(const char* error, bool missed) {
  pagePlatform().complete = !*error;
  pagePlatform().whyIncomplete = error;
  pagePlatform().missed = missed;
  wake(pagePlatform());
}

EMSCRIPTEN_KEEPALIVE void lockstep_tell(const char* sentence) {
  pagePlatform().note = sentence;
  wake(pagePlatform());
}

EMSCRIPTEN_KEEPALIVE bool lockstep_transport(const char* line) {
  Platform& platform = pagePlatform();
  return platform.client && platform.client->transport(line);
}

EMSCRIPTEN_KEEPALIVE const char* lockstep_transport_at(float x, float y) {
  Platform& platform = pagePlatform();
  return platform.client ? platform.client->transportAt(x, y).data() : nullptr;
}

EMSCRIPTEN_KEEPALIVE bool lockstep_keeps_key(const char* code) {
  Platform& platform = pagePlatform();
  return platform.client && platform.client->keepsKey(keyFromDom(code, ""));
}

EMSCRIPTEN_KEEPALIVE void lockstep_fullscreen(bool on) {
  pagePlatform().fullscreen = on;
  wake(pagePlatform());
}

EMSCRIPTEN_KEEPALIVE void lockstep_fragment(const char* text) {
  Platform& platform = pagePlatform();
  if (platform.host->fragment == text) return;
  platform.host->fragment = text;
  if (platform.client) platform.client->fragmentChanged(platform.host->fragment);
  wake(platform);
}

// Room for bytes that lockstep_file or lockstep_asset then takes.
EMSCRIPTEN_KEEPALIVE uint8_t* lockstep_buffer(size_t size) {
  pagePlatform().host->buffer.resize(size);
  return pagePlatform().host->buffer.data();
}

EMSCRIPTEN_KEEPALIVE void lockstep_file(const char* name, const char* error) {
  Platform& platform = pagePlatform();
  OpenedFile file{name, std::move(platform.host->buffer), error};
  platform.host->buffer.clear();
  if (platform.client) platform.client->fileOpened(std::move(file));
  wake(platform);
}

// The run as a file, into the room of lockstep_buffer; its size.
EMSCRIPTEN_KEEPALIVE size_t lockstep_save() {
  Platform& platform = pagePlatform();
  platform.host->buffer.clear();
  if (platform.client) platform.host->buffer = platform.client->saveRun();
  return platform.host->buffer.size();
}

// Goes on with the run in that room. Returns why it cannot; empty: it does.
EMSCRIPTEN_KEEPALIVE const char* lockstep_restore() {
  Platform& platform = pagePlatform();
  std::vector<uint8_t> bytes = std::exchange(platform.host->buffer, {});
  std::string& reply = platform.host->reply;
  reply = platform.client ? platform.client->restoreRun(std::move(bytes)) : "";
  return reply.c_str();
}

EMSCRIPTEN_KEEPALIVE void lockstep_progress(int id, size_t received, size_t total) {
  const Progress& progress = pagePlatform().host->progresses[id];
  if (progress) progress(received, total);
  wake(pagePlatform());
}

EMSCRIPTEN_KEEPALIVE void lockstep_asset(int id, const char* error) {
  Platform::Host& host = *pagePlatform().host;
  const Asset done = std::exchange(host.assets[id], {});
  done(std::exchange(host.buffer, {}), error);
  wake(pagePlatform());
}

EMSCRIPTEN_KEEPALIVE void lockstep_outcome(int id, bool ok, const char* detail) {
  if (id < 0) return;
  const Outcome done = std::exchange(pagePlatform().host->outcomes[id], {});
  if (done) done(ok, detail);
  wake(pagePlatform());
}

EMSCRIPTEN_KEEPALIVE const char* lockstep_state() {
  Platform& platform = pagePlatform();
  std::string& reply = platform.host->reply;
  reply = platform.client ? platform.client->describeState() : "{}";
  return reply.c_str();
}

// Returns why the command was refused; empty: done.
EMSCRIPTEN_KEEPALIVE const char* lockstep_command(const char* text) {
  Platform& platform = pagePlatform();
  std::string& reply = platform.host->reply;
  reply = platform.client ? platform.client->command(text) : "No commands here.";
  wake(platform);
  return reply.c_str();
}

EMSCRIPTEN_KEEPALIVE const char* lockstep_document(const char* name) {
  Platform& platform = pagePlatform();
  std::string& reply = platform.host->reply;
  reply = platform.client ? platform.client->document(name) : "";
  return reply.c_str();
}

EMSCRIPTEN_KEEPALIVE void lockstep_draw(int frames) { drawNow(pagePlatform(), frames); }

// What the platform believes, as JSON: the counterpart of what a test did to the page.
EMSCRIPTEN_KEEPALIVE const char* lockstep_input() {
  Platform& platform = pagePlatform();
  const Platform::Host& host = *platform.host;
  const Environment& environment = platform.environment;
  const ImGuiIO& io = ImGui::GetIO();
  const ImVec2 mouse = ImGui::IsMousePosValid() ? io.MousePos : ImVec2(-1, -1);
  JsonWriter json{.digits = 9};
  json.open('{');
  json.put("frames", platform.pacing.framesDrawn);
  json.put("interval", platform.pacing.display.milliseconds());
  json.putAll("mouse", {mouse.x, mouse.y});
  json.put("buttons", host.buttons);
  json.put("modifiers", host.modifiers);
  json.put("keysDown", keysDown());
  json.put("touchPhase", static_cast<int>(host.touch.phase));
  json.put("width", platform.viewport.width);
  json.put("height", platform.viewport.height);
  json.put("pixelRatio", platform.viewport.pixelRatio);
  json.put("restores", host.restores);
  json.put("due", std::min(nextFrameDelay(platform), 1e9));
  json.put("wantText", io.WantTextInput);
  json.put("active", ImGui::IsAnyItemActive());
  json.put("visible", platform.pacing.visible);
  json.put("fullscreen", platform.fullscreen);
  json.put("dark", environment.dark);
  json.put("reducedMotion", environment.reducedMotion);
  json.put("touch", environment.touch);
  json.put("embedded", environment.embedded);
  json.close('}');
  return (platform.host->reply = std::move(json.text)).c_str();
}

}  // extern "C"
