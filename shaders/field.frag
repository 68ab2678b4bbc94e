uniform sampler2D u_texture;  // value and validity (1, or 0 where the value is not a number and stored as 0)
uniform vec4 u_contour;       // colour, width of the line at zero (0: none)
uniform float u_bands;        // steps per side of zero (0: continuous)

in vec2 v_position;
in vec2 v_uv;
flat in vec2 v_halfSize;
flat in vec3 v_style;

// Catmull–Rom: passes through the samples with a continuous slope, so that the contour has no corners. The two middle
// taps of each axis are merged into one linear fetch: nine fetches instead of sixteen.
vec2 sampleField(vec2 uv) {
  vec2 size = vec2(textureSize(u_texture, 0));
  vec2 p = uv * size, base = floor(p - 0.5) + 0.5, f = p - base;
  vec2 w0 = f * (-0.5 + f * (1.0 - 0.5 * f)), w1 = 1.0 + f * f * (-2.5 + 1.5 * f);
  vec2 w2 = f * (0.5 + f * (2.0 - 1.5 * f)), w3 = f * f * (-0.5 + 0.5 * f);
  vec2 w12 = w1 + w2;
  vec2 p0 = (base - 1.0) / size, p12 = (base + w2 / w12) / size, p3 = (base + 2.0) / size;
  return (texture(u_texture, vec2(p0.x, p0.y)).rg * w0.x + texture(u_texture, vec2(p12.x, p0.y)).rg * w12.x +
          texture(u_texture, vec2(p3.x, p0.y)).rg * w3.x) * w0.y +
         (texture(u_texture, vec2(p0.x, p12.y)).rg * w0.x + texture(u_texture, p12).rg * w12.x +
          texture(u_texture, vec2(p3.x, p12.y)).rg * w3.x) * w12.y +
         (texture(u_texture, vec2(p0.x, p3.y)).rg * w0.x + texture(u_texture, vec2(p12.x, p3.y)).rg * w12.x +
          texture(u_texture, p3).rg * w3.x) * w3.y;
}

// Flat steps of width 1 / bands, each in the colour of its middle; `slope` is the change per pixel.
float banded(float value, float slope) {
  float scaled = value * u_bands, edge = floor(scaled + 0.5);
  float past = clamp((scaled - edge) / max(slope * u_bands, 1e-6) + 0.5, 0.0, 1.0);
  return (edge + past - 0.5) / u_bands;
}

void main() {
  vec2 data = sampleField(clamp(v_uv, 0.0, 1.0));
  float value = data.x / max(data.y, 0.5);
  float slope = length(vec2(dFdx(value), dFdy(value)));
  float shown = u_bands > 0.0 ? banded(clamp(value, -1.0, 1.0), slope) : value;
  vec3 color = rampColor(0.5 + 0.5 * shown, 0);

  // A field that is flat (an untrained network) has no contour rather than being one everywhere.
  float line = clamp(0.5 + 0.5 * u_contour.w * u_view.z - abs(value) / max(slope, 1e-9), 0.0, 1.0);
  line *= step(0.001, u_contour.w) * smoothstep(2e-5, 1e-4, slope * u_view.z);
  color = data.y > 0.5 ? mix(color, u_contour.rgb, line) : invalidColor();
  o_color = vec4(color, 1.0) * coverage(roundedBox(v_position, v_halfSize, v_style.x)) * v_style.y;
}
