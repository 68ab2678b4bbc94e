// Lockstep in a window: a canvas on a page, or a desktop window.
#include "app/application.h"

int main(int argc, char** argv) {
  lockstep::PlatformOptions options;
  if (argc > 1) options.fragment = argv[1];
  const auto platform = lockstep::createPlatform(options);
  if (!platform) return 1;
  const auto application = lockstep::makeApplication(*platform);
  return lockstep::runPlatform(*platform);
}
