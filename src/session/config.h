// A run in one line of text:  dataset=spiral&layers=8,8&activation=tanh&lr=0.03&seed=7
// What each part of it means says the table of settings, session/setting.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.h"
#include "data/features.h"
#include "nn/activation.h"
#include "nn/init.h"
#include "nn/loss.h"
#include "nn/norm.h"
#include "nn/optimizer.h"
#include "nn/schedule.h"

namespace lockstep {

constexpr int kMaxWeightLayers = 64, kMaxWidth = 1024;

// `automatic` follows the task: mse for regression, bce for two classes, softmax for more.
enum class LossChoice : uint8_t { automatic, mse, bce, softmax };

// Which layers one step moves: the orders of block coordinate descent, with layers as blocks.
enum class Moves : uint8_t {
  together,  // Jacobi: all of them, from one gradient
  turns,     // cyclic: one of them, layer (step mod L)
  sweep,     // Gauss–Seidel: all of them one after the other, each with a fresh gradient; L times the cost
};

struct Config {
  DataKind dataset = DataKind::spiral;
  int samples = 500;
  float noise = 0, labelNoise = 0;
  float trainShare = 0.5f;
  int degree = 4;
  int dataSeed = 1;
  uint32_t features = kDefaultFeatures;
  std::string points;
  std::string target, columns;  // of the viewer's table, as they are written (data/table.h); empty: guessed
  MissingCells missing = MissingCells::skip;

  std::vector<int> layers = {8, 8, 8};  // hidden widths
  Activation activation = Activation::tanh, output = Activation::linear;
  std::vector<int> activations;  // per weight layer, an Activation or −1 for the default
  Norm norm = Norm::none;
  float skip = 0, dropout = 0;
  Init init = Init::glorot;
  float initScale = 1;

  LossChoice loss = LossChoice::automatic;
  int batch = 16;  // 0: all training samples
  float lr = 0.01f;
  Schedule schedule = Schedule::constant;
  int period = 1000, warmup = 0;
  float gamma = 0.5f;
  Moves moves = Moves::together;
  std::vector<float> rates;  // learning-rate multiplier per weight layer; 1 where there is none

  Optimizer optimizer = Optimizer::adam;
  float momentum = 0.9f, beta1 = 0.9f, beta2 = 0.999f, rho = 0.99f, epsilon = 1e-8f;

  float l1 = 0, l2 = 0, decay = 0, clip = 0;
  int seed = 1;

  bool operator==(const Config&) const = default;
};

struct ParsedConfig {
  Config config;
  std::vector<std::string> notes;  // clamped values, unknown keys, unreadable values
};
// AdamW, where it is chosen, brings a decay of 0.01 and takes it along when it goes; another decay stays.
// `before`: what was chosen until now.
void followOptimizer(Config& config, Optimizer before);
// The config with another optimizer and what that brings.
Config withOptimizer(Config config, Optimizer optimizer);

// Reads a config line (%XX is decoded, '+' is itself). Never fails: what cannot be read is noted and
// keeps its default.
ParsedConfig parseConfig(std::string_view line, const Config& defaults = {});

// A line as it may have come through other programs, as it was written: without '#' or '?' at its beginning,
// with & for &amp;, and decoded where even its = are %3D.
std::string cleanLine(std::string_view line);

// The settings that differ from the defaults, in table order; `all` prints every one.
std::string printConfig(const Config& config, bool all = false);
// The settings in which `to` differs from `from`, as they are in `to`.
std::string printDifference(const Config& from, const Config& to, char separator = '&');

OptimizerSettings optimizerSettings(const Config& config);
ScheduleSettings scheduleSettings(const Config& config);

}  // namespace lockstep
