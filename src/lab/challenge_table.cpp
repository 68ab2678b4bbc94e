// The challenges themselves. That each can be met, and not by its start, is for tests/challenge_test.cpp.
#include "lab/challenges.h"

namespace lockstep {
namespace {

constexpr char kGain[] = "gained together, of what the layers gain one by one";
constexpr char kRight[] = "right on the test set";

constexpr Condition kLearned[] = {{Measure::accuracy, true, 0.95, "95 % right on the test set"}};
constexpr Condition kFrozen[] = {{Measure::still, true, 3, "three frozen hidden layers"}};
constexpr Condition kLong[] = {{Measure::rate, true, 1, "a rate of at least 1"}};
constexpr Condition kDeep[] = {{Measure::layers, true, 20, "20 hidden layers"},
                               {Measure::changes, false, 2, "at most two settings changed"}};

constexpr Challenge kList[] = {
    {
        .name = "harm",
        .title = "Make the layers harm each other",
        .goal =
            "Find a learning rate at which the gains of the layers one by one add up to a lower loss, and all together raise it.",
        .start = "layers=8,8,8&batch=0&optimizer=sgd&lr=0.1",
        .free = "lr",
        .steps = 500,
        .label = kGain,
        .gauge = {Measure::kept, false, 0},
        .low = -1,
        .high = 1,
        .done = "In step {step} the layers would gain {alone} one by one; together they gain {together}: the "
                "loss goes up.",
        .why = "What a layer gains grows with the length of a step, what it takes from the others with its "
               "square.",
    },
    {
        .name = "peace",
        .title = "Learn without quarrel",
        .goal =
            "Reach 95 % right within 60 steps, and let each keep 90 % of what its layers gain one by one.",
        .start = "dataset=moons&layers=8,8,8&batch=0&optimizer=rmsprop&lr=0.03",
        .free = "optimizer,lr,momentum,beta1,beta2,rho,schedule,period,gamma,warmup,clip",
        .steps = 60,
        .label = "the least gained together so far, of the gains one by one",
        .gauge = {Measure::leastKept, true, 0.9},
        .low = -1,
        .high = 1,
        .conditions = kLearned,
        .done =
            "{accuracy} right after {step} steps, and no step kept less than {leastKept} of its layers' gains.",
        .why =
            "Shorter steps lose less of what the layers gain one by one. They are slower, but 60 are enough.",
    },
    {
        .name = "synergy",
        .title = "Make the layers need each other",
        .goal = "Find a start where a step gains half as much again together as its layers do one by one.",
        .start = "dataset=gauss&layers=8,8,8&batch=0&optimizer=sgd&lr=0.1",
        .free = "init,initScale,lr",
        .steps = 20,
        .label = kGain,
        .gauge = {Measure::kept, true, 1.5},
        .low = 0,
        .high = 3,
        .done = "In step {step} the layers gain {alone} one by one and {together} together, {kept} of it.",
        .why = "Behind small weights a layer that moves alone is hardly seen; where all grow at once, their "
               "growth multiplies.",
    },
    {
        .name = "turns",
        .title = "One layer at a time",
        .goal = "Reach 95 % right in 1000 steps though each step moves a single layer.",
        .start = "layers=8,8,8&activation=gelu&moves=turns&lr=0.003",
        .free = "lr,batch,optimizer,momentum,beta1,beta2,rho",
        .steps = 1000,
        .label = kRight,
        .gauge = {Measure::accuracy, true, 0.95},
        .low = 0.5,
        .high = 1,
        .done = "{accuracy} right after {step} steps, a quarter of them for each layer.",
        .why = "Each layer gets only every fourth step, so the steps have to be longer.",
    },
    {
        .name = "freeze",
        .title = "Let one hidden layer learn for all",
        .goal = "Freeze three of the four hidden layers and reach 95 % right.",
        .start = "layers=10x4&activation=gelu&batch=64&optimizer=rmsprop&lr=0.003",
        .free = "rates",
        .steps = 1000,
        .label = kRight,
        .gauge = {Measure::accuracy, true, 0.95},
        .low = 0.5,
        .high = 1,
        .conditions = kFrozen,
        .done = "{accuracy} right after {step} steps, with {still} hidden layers as they were drawn.",
        .why = "Random features are features: one layer between them that learns, and fast, can be enough.",
    },
    {
        .name = "long",
        .title = "Learn at a rate of 1",
        .goal = "Reach 95 % right in plain gradient descent with a rate of at least 1.",
        .start = "layers=8,8,8&batch=64&optimizer=sgd&lr=1",
        .free = "lr,norm,clip,activation,init,initScale",
        .steps = 1000,
        .label = kRight,
        .gauge = {Measure::accuracy, true, 0.95},
        .low = 0.5,
        .high = 1,
        .conditions = kLong,
        .done = "{accuracy} right after {step} steps at a rate of {rate}.",
        .why =
            "A long step has to be kept from throwing the next layer off: batch norm divides out what it adds, clipping shortens it.",
    },
    {
        .name = "deep",
        .title = "Twenty layers without skips",
        .goal = "Reach 90 % right in 1000 steps through 20 hidden layers; at most two settings may change.",
        .start = "layers=8x20&activation=sigmoid&lr=0.002",
        .free = "layers,activation,norm,init,initScale,lr,batch,optimizer",
        .steps = 1000,
        .label = kRight,
        .gauge = {Measure::accuracy, true, 0.9},
        .low = 0.5,
        .high = 1,
        .conditions = kDeep,
        .done = "{accuracy} right after {step} steps through {layers} hidden layers.",
        .why =
            "On its way down the gradient is multiplied in every layer: it arrives where slopes and weights "
            "keep its length.",
    },
    {
        .name = "smallest",
        .title = "Forty numbers for two spirals",
        .goal = "Reach 95 % right with at most 40 parameters.",
        .start = "layers=8,8,8",
        .free = "layers,activation,activations,norm,init,initScale,lr,batch,optimizer,schedule,period,gamma,"
                "warmup",
        .steps = 3000,
        .label = "parameters",
        .gauge = {Measure::parameters, false, 40},
        .low = 10,
        .high = 1000,
        .log = true,
        .conditions = kLearned,
        .done = "{accuracy} right after {step} steps with {parameters} parameters.",
        .why =
            "A spiral is periodic along its radius: a unit that waves goes up and down again where a ReLU folds once.",
    },
};

}  // namespace

std::span<const Challenge> challenges() { return kList; }

}  // namespace lockstep
