#include "app/frame.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <cmath>
#include <utility>

namespace lockstep {

namespace {

// Dear ImGui shows the caret for 0.8 s of every 1.2 s; just after an edit CursorAnim is negative.
double nextCaretChange(double now) {
  ImGuiContext& g = *ImGui::GetCurrentContext();
  const bool editing = g.ActiveId != 0 && g.InputTextState.ID == g.ActiveId;
  if (!editing || !g.IO.ConfigInputTextCursorBlink) return kNever;
  const double phase = g.InputTextState.CursorAnim > 0 ? std::fmod(g.InputTextState.CursorAnim, 1.2f)
                                                       : g.InputTextState.CursorAnim;
  return now + 1000 * ((phase < 0.8 ? 0.8 : 1.2) - phase) + 1;
}

FrameTime beginFrame(Platform& platform, double refresh, bool paced) {
  Pacing& pacing = platform.pacing;
  const double now = nowMs();
  if (paced && pacing.inStreak) {
    pacing.display.observe(refresh - pacing.refreshAt, pacing.frameWork);
    pacing.frames.observe(refresh - pacing.refreshAt);
  }
  if (paced) pacing.refreshAt = refresh;
  const double sinceLast = pacing.framesDrawn ? (now - pacing.workStart) / 1000 : 1.0 / 60;
  pacing.workStart = now;
  return {now, pacing.display.milliseconds(), static_cast<float>(std::clamp(sinceLast, 1e-4, 1.0)), paced};
}

void endFrame(Platform& platform, const FrameTime& time) {
  Pacing& pacing = platform.pacing;
  platform.client->work(time);
  pacing.frameWork = nowMs() - (time.paced ? pacing.refreshAt : time.now);
  pacing.inStreak = nextFrameDelay(platform) == 0;
}

}  // namespace

void startImGui(Platform& platform) {
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigInputTextCursorBlink = !platform.environment.reducedMotion;
}

void stopImGui() { ImGui::DestroyContext(); }

void drawFrame(Platform& platform, double refresh, bool paced) {
  Pacing& pacing = platform.pacing;
  const FrameTime time = beginFrame(platform, refresh, paced);
  const double counted = countedSeconds(pacing, time.now);
  pacing.frameStart = time.now;
  pacing.framesLeft = std::max(0, pacing.framesLeft - 1);
  if (pacing.wakeAt <= time.now) pacing.wakeAt = kNever;

  platform.client->prepare();
  ImGui::GetIO().DeltaTime = static_cast<float>(counted);
  ImGui::NewFrame();
  platform.client->draw();
  ImGui::Render();
  platform.client->paint(std::exchange(platform.pixelsLost, false));
  ++pacing.framesDrawn;
  pacing.caretAt = nextCaretChange(time.now);
  endFrame(platform, time);
}

void passRefresh(Platform& platform, double refresh) {
  FrameTime time = beginFrame(platform, refresh, true);
  time.drawn = false;
  endFrame(platform, time);
}

double nextFrameDelay(const Platform& platform) {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  const bool unfinished = g.InputEventsQueue.Size > 0 || ImGui::IsAnyMouseDown();
  return frameDelay(platform.pacing, platform.animate || unfinished, nowMs());
}

void wakeForPointer(Platform& platform) {
  platform.pacing.hoverUntil = nowMs() + kHoverMs;
  wake(platform);
}

}  // namespace lockstep
