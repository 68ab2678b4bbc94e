uniform sampler2D u_texture;  // value and validity (1, or 0 where the value is not a number and stored as 0)
uniform vec4 u_contour;       // colour, width of the line at zero (0: none)
uniform float u_bands;        // steps per side of zero (0: continuous)

in vec2 v_position;
in vec2 v_uv;
flat in vec2 v_halfSize;
flat in vec3 v_style;

// Weights of four neighbours at f in 0..1 between the middle two, and their derivatives. Catmull–Rom passes
// through the samples with a continuous slope, so that the contour has no corners.
vec4 weights(float f) {
  return vec4(f * (-0.5 + f * (1.0 - 0.5 * f)), 1.0 + f * f * (-2.5 + 1.5 * f),
              f * (0.5 + f * (2.0 - 1.5 * f)), f * f * (-0.5 + 0.5 * f));
}
vec4 weightSlopes(float f) {
  return vec4(-0.5 + f * (2.0 - 1.5 * f), f * (-5.0 + 4.5 * f),
              0.5 + f * (4.0 - 4.5 * f), f * (-1.0 + 1.5 * f));
}

// Value, validity, and the value's change per texel in x and y. The slope is exact: differences between pixels
// would make the contour ragged. The texture has one texel more than the field on every side.
vec4 sampleField(vec2 uv) {
  ivec2 size = textureSize(u_texture, 0);
  vec2 p = uv * vec2(size - 2) + 0.5, f = fract(p);
  ivec2 base = ivec2(floor(p));
  vec4 wx = weights(f.x), wy = weights(f.y), sx = weightSlopes(f.x), sy = weightSlopes(f.y);
  vec4 result = vec4(0.0);
  for (int j = 0; j < 4; ++j) {
    vec3 row = vec3(0.0);  // value, validity, slope in x
    for (int i = 0; i < 4; ++i) {
      vec2 texel = texelFetch(u_texture, clamp(base + ivec2(i - 1, j - 1), ivec2(0), size - 1), 0).rg;
      row += vec3(texel * wx[i], texel.x * sx[i]);
    }
    result += vec4(row * wy[j], row.x * sy[j]);
  }
  return result;
}

// Flat steps of width 1 / bands, each in the colour of its middle; `slope` is the change per pixel.
float banded(float value, float slope) {
  float scaled = value * u_bands, edge = floor(scaled + 0.5), outermost = u_bands - 0.5;
  float past = clamp((scaled - edge) / max(slope * u_bands, 1e-6) + 0.5, 0.0, 1.0);
  return clamp(edge + past - 0.5, -outermost, outermost) / u_bands;
}

void main() {
  vec4 data = sampleField(clamp(v_uv, 0.0, 1.0));
  float value = data.x / max(data.y, 0.5);
  vec2 texelsPerPixel = vec2(textureSize(u_texture, 0) - 2) / (2.0 * v_halfSize * u_view.z);
  float slope = length(data.zw * texelsPerPixel);
  vec3 color = rampColor(0.5 + 0.5 * (u_bands > 0.0 ? banded(value, slope) : value), 0);

  // A field that is flat (an untrained network) has no contour rather than being one everywhere.
  float line = clamp(0.5 + 0.5 * u_contour.w * u_view.z - abs(value) / max(slope, 1e-9), 0.0, 1.0);
  line *= step(0.001, u_contour.w) * smoothstep(2e-5, 1e-4, slope * u_view.z);
  color = data.y > 0.5 ? mix(color, u_contour.rgb, line) : invalidColor();
  o_color = vec4(color, 1.0) * coverage(roundedBox(v_position, v_halfSize, v_style.x)) * v_style.y;
}
