// Lockstep in a window: a canvas on a page, or a desktop window.
#include "app/application.h"

int main(int argc, char** argv) {
  using namespace lockstep;
  PlatformOptions options;
  if (argc > 1) options.fragment = argv[1];
  auto platform = createPlatform(options);
  if (!platform) return 1;
  auto application = makeApplication(*platform);
  // On the web runPlatform does not return, and what main's stack owned would be gone: the run outlives it.
  return runPlatform(*(application.release()->platform = platform.release()));
}
