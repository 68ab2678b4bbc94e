#version 300 es
// In front of every fragment shader. Colours leave with alpha multiplied in.
precision highp float;
precision highp int;
precision highp sampler2D;

uniform vec3 u_view;        // 2 / width, 2 / height, device pixels per CSS pixel
uniform sampler2D u_ramps;  // one colour map per row; column 0 is the colour of what is not a number

out vec4 o_color;

// Share of a pixel covered, from its centre's signed distance (CSS pixels, negative inside).
float coverage(float distance) { return clamp(0.5 - distance * u_view.z, 0.0, 1.0); }

// Signed distance to a box with rounded corners, centred on the origin.
float roundedBox(vec2 p, vec2 halfSize, float radius) {
  radius = min(radius, min(halfSize.x, halfSize.y));
  vec2 q = abs(p) - halfSize + radius;
  return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - radius;
}

// u in 0..1 along one of the maps: columns 1..255.
vec3 rampColor(float u, int row) {
  vec2 size = vec2(textureSize(u_ramps, 0));
  float column = 1.5 + clamp(u, 0.0, 1.0) * (size.x - 2.0);
  return textureLod(u_ramps, vec2(column, float(row) + 0.5) / size, 0.0).rgb;
}

// What stands where a number should: diagonal stripes on paper (the ink map's first colour), repeating every
// 6 CSS pixels along a row.
vec3 invalidColor() {
  float period = 6.0 * u_view.z, phase = fract((gl_FragCoord.x + gl_FragCoord.y) / period);
  float stripe = clamp(0.5 + (abs(phase - 0.5) - 0.25) * period * 0.7071, 0.0, 1.0);
  vec3 paper = texelFetch(u_ramps, ivec2(1, 2), 0).rgb, alarm = texelFetch(u_ramps, ivec2(0, 0), 0).rgb;
  return mix(paper, alarm, stripe);
}

// Fraction of the way to the next texel. `density` is device pixels per texel; crisp (density > 1) keeps each
// texel flat but for one pixel at its border, density 1 is plain linear interpolation.
vec2 sharpen(vec2 fraction, vec2 density) { return clamp((fraction - 0.5) * density + 0.5, 0.0, 1.0); }
