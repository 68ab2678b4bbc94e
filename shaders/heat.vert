// Many tiles of the heat atlas, six equal vertices each.
layout(location = 0) in vec4 a_rect;     // x0, y0, x1, y1
layout(location = 1) in vec3 a_style;    // corner radius, opacity, outline width
layout(location = 2) in uvec4 a_tile;    // x, y, width, height in the atlas, texels
layout(location = 3) in vec4 a_outline;  // colour, alpha not multiplied in
layout(location = 4) in uint a_crisp;    // 1 for crisp sampling

out vec2 v_position;  // from the centre, CSS pixels
out vec2 v_texel;     // within the tile
flat out vec2 v_halfSize;
flat out vec3 v_style;
flat out vec4 v_tile;
flat out vec4 v_outline;
flat out vec2 v_density;  // for sharpen()

void main() {
  vec2 size = a_rect.zw - a_rect.xy, texels = vec2(a_tile.zw);
  float margin = a_style.z + 1.0;
  vec2 offset = mix(vec2(-margin), size + margin, rectCorner());
  v_position = offset - 0.5 * size;
  v_texel = offset / size * texels;
  v_halfSize = 0.5 * size;
  v_style = a_style;
  v_tile = vec4(a_tile);
  v_outline = a_outline;
  v_density = a_crisp == 1u ? max(size * u_view.z / texels, 1.0) : vec2(1.0);
  gl_Position = project(a_rect.xy + offset);
}
