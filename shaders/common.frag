#version 300 es
// In front of every fragment shader. Colours leave with alpha multiplied in.
precision highp float;
precision highp int;
precision highp sampler2D;

uniform vec3 u_view;  // 2 / width, 2 / height, device pixels per CSS pixel

out vec4 o_color;

// Share of a pixel covered, from its centre's signed distance (CSS pixels, negative inside).
float coverage(float distance) { return clamp(0.5 - distance * u_view.z, 0.0, 1.0); }

// Signed distance to a box with rounded corners, centred on the origin.
float roundedBox(vec2 p, vec2 halfSize, float radius) {
  radius = min(radius, min(halfSize.x, halfSize.y));
  vec2 q = abs(p) - halfSize + radius;
  return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - radius;
}

// Fraction of the way to the next texel. `density` is device pixels per texel; crisp (density > 1) keeps each
// texel flat but for one pixel at its border, density 1 is plain linear interpolation.
vec2 sharpen(vec2 fraction, vec2 density) { return clamp((fraction - 0.5) * density + 0.5, 0.0, 1.0); }
