#include "nn/vmath.h"

namespace lockstep::vmath {

const float flushTo100 = 0x1.8p-77f;
const float flushTo60 = 0x1.8p-37f;
const float leastRoot = 0x1p-50f;

namespace forExp {
const float high = 87.0f;
const float low = -87.0f;
const float perLog2 = 1.44269504f;
const float log2High = 0.693359375f;
const float log2Low = 2.12194440e-4f;
const float p[] = {0.001381461275741458f, 0.008368710055947304f, 0.04166838899254799f, 0.1666652113199234f,
                   0.4999999403953552f};
}  // namespace forExp

namespace forTanh {
const float high = 0x1.00d38cp+3f;  // 8.03: here the function is 1 to the bit, and no more anywhere below
const float low = -0x1.00d38cp+3f;
const float p[] = {1.3319199076988752e-08f, 2.0583584046107717e-05f, 0.003494041273370385f,
                   0.13379724323749542f, 1.0f};
const float q[] = {7.762074574202416e-07f, 0.00032831032876856625f, 0.025871099904179573f,
                   0.4671303927898407f, 1.0f};
}  // namespace forTanh

namespace forLog {
const float p[] = {0.12150448560714722f, 0.10713834315538406f, 0.14308442175388336f, 0.19999438524246216f,
                   0.3333333730697632f};
}

namespace forSine {
const float perPi = 0.318309886f;
const float piHigh = 3.140625f;
const float piMiddle = 9.67502593994140625e-4f;
const float piLow = 1.509957990978376432e-7f;
const float p[] = {-2.3908476975975645e-08f, 2.752657792370883e-06f, -0.00019840893219225109f,
                   0.008333330973982811f, -0.1666666716337204f};
}  // namespace forSine

}  // namespace lockstep::vmath
