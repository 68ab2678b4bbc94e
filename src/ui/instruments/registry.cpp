#include "ui/instruments/registry.h"

namespace lockstep {

DrawInstrument instrumentView(std::string_view name) {
  constexpr struct {
    std::string_view name;
    DrawInstrument draw;
  } kViews[] = {
      {"promise", drawPromise},
      {"interaction", drawInteraction},
      {"target", drawTarget},
      {"influence", drawInfluence},
      {"shattering", drawShattering},
      {"sharpness", drawSharpness},
      {"distributions", drawDistributions},
      {"information", drawInformation},
      {"probes", drawProbes},
      {"landscape", drawLandscape},
      {"rates", drawRates},
  };
  for (const auto& view : kViews)
    if (view.name == name) return view.draw;
  return nullptr;
}

}  // namespace lockstep
