// One textured rectangle (planes, images).
layout(location = 0) in vec4 a_rect;   // x0, y0, x1, y1
layout(location = 1) in vec3 a_style;  // corner radius, opacity, 1 for crisp sampling

out vec2 v_position;  // from the centre, CSS pixels
out vec2 v_uv;        // 0..1 over the rectangle
flat out vec2 v_halfSize;
flat out vec3 v_style;

void main() {
  vec2 size = a_rect.zw - a_rect.xy;
  vec2 offset = mix(vec2(-1.0), size + 1.0, rectCorner());  // a pixel more all around for the soft border
  v_position = offset - 0.5 * size;
  v_uv = offset / size;
  v_halfSize = 0.5 * size;
  v_style = a_style;
  gl_Position = project(a_rect.xy + offset);
}
