uniform sampler2D u_texture;  // colour with alpha not multiplied in

in vec2 v_position;
in vec2 v_uv;
flat in vec2 v_halfSize;
flat in vec3 v_style;

void main() {
  vec2 size = vec2(textureSize(u_texture, 0));
  vec2 density = v_style.z > 0.5 ? max(2.0 * v_halfSize * u_view.z / size, 1.0) : vec2(1.0);
  vec2 position = clamp(v_uv, 0.0, 1.0) * size - 0.5;
  vec4 color = textureLod(u_texture, (floor(position) + sharpen(fract(position), density) + 0.5) / size, 0.0);
  float alpha = color.a * coverage(roundedBox(v_position, v_halfSize, v_style.x)) * v_style.y;
  o_color = vec4(color.rgb, 1.0) * alpha;
}
