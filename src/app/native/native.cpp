// The window as a desktop window: GLFW, OpenGL ES 3 through EGL, Dear ImGui's own GLFW backend for input.
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "app/frame.h"
#include "app/platform.h"

namespace lockstep {

struct Platform::Host {
  GLFWwindow* window = nullptr;
  std::string fragment;
  std::string assetFolder;
  std::string preferencesPath;
  std::vector<std::pair<std::string, std::string>> preferences;
  std::vector<std::function<void()>> later;  // answers that come after the call, as on the web
  int windowed[4] = {};                      // x, y, width, height before fullscreen

  ~Host() {
    if (!window) return;
    ImGui_ImplGlfw_Shutdown();
    stopImGui();
    glfwDestroyWindow(window);
    glfwTerminate();
  }
};

namespace {

Platform& platformOf(GLFWwindow* window) { return *static_cast<Platform*>(glfwGetWindowUserPointer(window)); }

// Files.

// Empty, with `error` set to a sentence, when the file cannot be read or is larger than `limit`.
std::vector<uint8_t> readFile(const std::string& path, const std::string& name, size_t limit,
                              std::string& error) {
  std::vector<uint8_t> bytes;
  struct stat info;
  FILE* file = fopen(path.c_str(), "rb");
  if (!file || fstat(fileno(file), &info) != 0 || !S_ISREG(info.st_mode)) {
    error = name + " could not be read";
  } else if (static_cast<size_t>(info.st_size) > limit) {
    char text[96];
    snprintf(text, sizeof text, " has %.1f MB; %.1f MB is the largest size", info.st_size / 1048576.0,
             limit / 1048576.0);
    error = name + text;
  } else {
    bytes.resize(info.st_size);
    if (fread(bytes.data(), 1, bytes.size(), file) != bytes.size()) {
      error = name + " could not be read";
      bytes.clear();
    }
  }
  if (file) fclose(file);
  return bytes;
}

std::string fileName(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

std::string executableFolder() {
  char path[4096];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof path);
  const std::string file(path, length > 0 ? static_cast<size_t>(length) : 0);
  return file.substr(0, file.find_last_of('/'));
}

// Preferences: one file of name=value lines.

std::string preferencesPath() {
  const char* config = getenv("XDG_CONFIG_HOME");
  const char* home = getenv("HOME");
  std::string folder = config && *config ? config : home ? std::string(home) + "/.config" : "";
  if (folder.empty()) return "";
  mkdir(folder.c_str(), 0755);
  folder += "/lockstep";
  mkdir(folder.c_str(), 0755);
  return folder + "/preferences";
}

void readPreferences(Platform::Host& host) {
  host.preferencesPath = preferencesPath();
  FILE* file = fopen(host.preferencesPath.c_str(), "r");
  if (!file) return;
  char line[1024];
  while (fgets(line, sizeof line, file)) {
    line[strcspn(line, "\n")] = 0;
    if (char* equals = strchr(line, '='))
      host.preferences.emplace_back(std::string(line, equals), equals + 1);
  }
  fclose(file);
}

void writePreferences(const Platform::Host& host) {
  FILE* file = fopen(host.preferencesPath.c_str(), "w");
  if (!file) return;
  for (const auto& [name, value] : host.preferences) fprintf(file, "%s=%s\n", name.c_str(), value.c_str());
  fclose(file);
}

// The window.

void measure(Platform& platform) {
  GLFWwindow* window = platform.host->window;
  int width, height;
  float ratio, unused;
  glfwGetFramebufferSize(window, &width, &height);
  glfwGetWindowContentScale(window, &ratio, &unused);
  platform.viewport = {width / ratio, height / ratio, ratio};
  platform.pacing.visible = width > 0 && height > 0 && !glfwGetWindowAttrib(window, GLFW_ICONIFIED);
}

void onPointer(GLFWwindow* window, double x, double y) {
  int width, height;
  glfwGetWindowSize(window, &width, &height);
  const Viewport& viewport = platformOf(window).viewport;
  ImGui_ImplGlfw_CursorPosCallback(window, x * viewport.width / width, y * viewport.height / height);
  wakeForPointer(platformOf(window));
}

void onDrop(GLFWwindow* window, int count, const char** paths) {
  Platform& platform = platformOf(window);
  if (count < 1) return;
  OpenedFile file{fileName(paths[0]), {}, {}};
  file.bytes = readFile(paths[0], file.name, largestFile(file.name), file.error);
  platform.client->fileOpened(std::move(file));
  wake(platform);
}

void bindEvents(GLFWwindow* window) {
  glfwSetCursorPosCallback(window, onPointer);
  glfwSetDropCallback(window, onDrop);
  glfwSetCursorEnterCallback(window, [](GLFWwindow* w, int entered) {
    ImGui_ImplGlfw_CursorEnterCallback(w, entered);
    wake(platformOf(w));
  });
  glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int button, int action, int mods) {
    ImGui_ImplGlfw_MouseButtonCallback(w, button, action, mods);
    wakeForPointer(platformOf(w));
  });
  glfwSetScrollCallback(window, [](GLFWwindow* w, double x, double y) {
    ImGui_ImplGlfw_ScrollCallback(w, x, y);
    wakeForPointer(platformOf(w));
  });
  glfwSetKeyCallback(window, [](GLFWwindow* w, int key, int scancode, int action, int mods) {
    ImGui_ImplGlfw_KeyCallback(w, key, scancode, action, mods);
    wake(platformOf(w));
  });
  glfwSetCharCallback(window, [](GLFWwindow* w, unsigned c) {
    ImGui_ImplGlfw_CharCallback(w, c);
    wake(platformOf(w));
  });
  glfwSetWindowFocusCallback(window, [](GLFWwindow* w, int focused) {
    ImGui_ImplGlfw_WindowFocusCallback(w, focused);
    wake(platformOf(w));
  });
  glfwSetWindowRefreshCallback(window, [](GLFWwindow* w) { wake(platformOf(w), 1); });
  glfwSetFramebufferSizeCallback(window, [](GLFWwindow* w, int, int) { wake(platformOf(w)); });
  glfwSetWindowContentScaleCallback(window, [](GLFWwindow* w, float, float) { wake(platformOf(w)); });
  glfwSetWindowIconifyCallback(window, [](GLFWwindow* w, int) { wake(platformOf(w)); });
}

GLFWwindow* openWindow(const PlatformOptions& options) {
  glfwSetErrorCallback([](int, const char* message) { fprintf(stderr, "lockstep: %s\n", message); });
  if (!glfwInit()) return nullptr;
  glfwWindowHint(GLFW_CLIENT_API, GLFW_OPENGL_ES_API);
  glfwWindowHint(GLFW_CONTEXT_CREATION_API, GLFW_EGL_CONTEXT_API);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 0);
  glfwWindowHint(GLFW_ALPHA_BITS, 0);
  glfwWindowHint(GLFW_DEPTH_BITS, 0);
  glfwWindowHint(GLFW_STENCIL_BITS, 0);
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
  GLFWwindow* window = glfwCreateWindow(options.width, options.height, options.title, nullptr, nullptr);
  if (!window) return nullptr;
  glfwMakeContextCurrent(window);
  glfwSwapInterval(1);
  return window;
}

// Blocks until a frame is due or an event has come.
void waitForWork(Platform& platform) {
  const double delay = platform.host->later.empty() ? nextFrameDelay(platform) : 0;
  if (delay == 0) {
    glfwPollEvents();
  } else if (delay == kNever) {
    glfwWaitEvents();
  } else {
    glfwWaitEventsTimeout(delay / 1000);
  }
}

}  // namespace

Platform::Platform() : host(std::make_unique<Host>()) {}
Platform::~Platform() = default;

std::unique_ptr<Platform> createPlatform(const PlatformOptions& options) {
  GLFWwindow* window = openWindow(options);
  if (!window) {
    glfwTerminate();
    return nullptr;
  }
  auto platform = std::make_unique<Platform>();
  Platform::Host& host = *platform->host;
  host.window = window;
  host.fragment = options.fragment;
  host.assetFolder = options.assetFolder.empty() ? executableFolder() : options.assetFolder;
  readPreferences(host);
  startImGui(*platform);
  ImGui_ImplGlfw_InitForOpenGL(window, false);
  glfwSetWindowUserPointer(window, platform.get());
  bindEvents(window);
  measure(*platform);
  return platform;
}

int runPlatform(Platform& platform) {
  Platform::Host& host = *platform.host;
  while (!glfwWindowShouldClose(host.window)) {
    waitForWork(platform);
    for (const auto& answer : std::exchange(host.later, {})) answer();
    measure(platform);
    if (nextFrameDelay(platform) > 0) continue;
    ImGui_ImplGlfw_NewFrame();
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {platform.viewport.width, platform.viewport.height};
    io.DisplayFramebufferScale = {platform.viewport.pixelRatio, platform.viewport.pixelRatio};
    platform.pixelsLost = true;  // swapping buffers leaves them undefined
    drawFrame(platform, nowMs(), true);
    glfwSwapBuffers(host.window);
  }
  return 0;
}

void loadRest(Platform&) {}

void wake(Platform& platform, int frames) {
  platform.pacing.framesLeft = std::max(platform.pacing.framesLeft, frames);
}

void wakeAfter(Platform& platform, double seconds) {
  platform.pacing.wakeAt = std::min(platform.pacing.wakeAt, nowMs() + 1000 * seconds);
}

double nowMs() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

void setPaper(Platform& platform, uint32_t rgb) {
  platform.paper = rgb;
  wake(platform, 1);
}

void openTab(Platform&, std::string_view) {}  // a window of its own is what it is

void reopen(Platform&, std::string_view) {}  // its arithmetic is always reproducible

void setFullscreen(Platform& platform, bool on, Outcome) {
  if (platform.fullscreen == on) return;
  platform.fullscreen = on;
  GLFWwindow* window = platform.host->window;
  auto& [x, y, width, height] = platform.host->windowed;
  GLFWmonitor* monitor = on ? glfwGetPrimaryMonitor() : nullptr;
  if (monitor) {
    glfwGetWindowPos(window, &x, &y);
    glfwGetWindowSize(window, &width, &height);
    const GLFWvidmode* mode = glfwGetVideoMode(monitor);
    glfwSetWindowMonitor(window, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
  } else if (width > 0) {
    glfwSetWindowMonitor(window, nullptr, x, y, width, height, GLFW_DONT_CARE);
  }
  glfwSwapInterval(1);
  wake(platform);
}

std::string fragment(const Platform& platform) { return platform.host->fragment; }

void setFragment(Platform& platform, std::string_view text) { platform.host->fragment = text; }

std::string addressOf(const Platform&, std::string_view fragment) { return std::string(fragment); }

std::string preference(const Platform& platform, const char* name) {
  for (const auto& [known, value] : platform.host->preferences) {
    if (known == name) return value;
  }
  return "";
}

void setPreference(Platform& platform, const char* name, std::string_view value) {
  auto& preferences = platform.host->preferences;
  auto place =
      std::find_if(preferences.begin(), preferences.end(), [&](const auto& p) { return p.first == name; });
  if (place == preferences.end()) place = preferences.emplace(preferences.end(), name, "");
  if (place->second == value) return;
  place->second = value;
  writePreferences(*platform.host);
}

// There is no file dialog without a desktop toolkit.
void openFile(Platform& platform, const char*) {
  platform.host->later.push_back([&platform] {
    platform.client->fileOpened({"", {}, "Drop the file onto the window."});
  });
  wake(platform);
}

// Never overwrites: a name that is taken gets a number.
void saveFile(Platform&, const char* name, const char*, const void* bytes, size_t size, Outcome done) {
  const std::string whole(name);
  const size_t dot = std::min(whole.find_last_of('.'), whole.size());
  std::string path = whole;
  FILE* file = fopen(path.c_str(), "wbx");
  for (int i = 2; !file && errno == EEXIST && i < 1000; ++i) {
    path = whole.substr(0, dot) + "-" + std::to_string(i) + whole.substr(dot);
    file = fopen(path.c_str(), "wbx");
  }
  bool ok = file && fwrite(bytes, 1, size, file) == size;
  if (file) ok = fclose(file) == 0 && ok;
  if (done)
    done(ok, ok ? "Saved " + path + " in the current folder."
                : whole + " could not be written: " + strerror(errno));
}

// Encoding one would take a library that nothing else here needs.
void savePicture(Platform&, const char*, float, float, float, float, Outcome done) {
  if (done) done(false, "Pictures are saved by the web page; here, take one of the window.");
}

void copySaved(Platform&, Outcome) {}  // what is written is there
bool openShare(Platform&) { return false; }

void copyText(Platform& platform, std::string_view text, Outcome done) {
  glfwSetClipboardString(platform.host->window, std::string(text).c_str());
  if (done) done(true, "Copied.");
}

void fetchAsset(Platform& platform, const char* name, Progress progress, Asset done) {
  const auto read = [path = platform.host->assetFolder + "/" + name, name = std::string(name),
                     progress = std::move(progress), done = std::move(done)] {
    std::string error;
    std::vector<uint8_t> bytes = readFile(path, name, SIZE_MAX, error);
    if (progress && error.empty()) progress(bytes.size(), bytes.size());
    done(std::move(bytes), error);
  };
  platform.host->later.push_back(read);
  wake(platform);
}

}  // namespace lockstep
