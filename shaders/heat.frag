uniform sampler2D u_texture;  // the atlas: 0 = not a number, 1..255 = the range of the colour map

in vec2 v_position;
in vec2 v_texel;
flat in vec2 v_halfSize;
flat in vec3 v_style;
flat in ivec4 v_tile;
flat in vec4 v_outline;
flat in vec2 v_density;
flat in int v_ramp;

// Value in 0..1 and weight 1, or nothing at all for what is not a number. Never reads a neighbouring tile.
vec2 fetch(ivec2 texel) {
  float code = texelFetch(u_texture, v_tile.xy + clamp(texel, ivec2(0), v_tile.zw - 1), 0).r * 255.0;
  return code < 0.5 ? vec2(0.0) : vec2((code - 1.0) / 254.0, 1.0);
}

void main() {
  vec2 position = v_texel - 0.5;
  ivec2 base = ivec2(floor(position));
  vec2 f = sharpen(fract(position), v_density);
  vec2 value = mix(mix(fetch(base), fetch(base + ivec2(1, 0)), f.x),
                   mix(fetch(base + ivec2(0, 1)), fetch(base + 1), f.x), f.y);
  vec3 color = value.y > 0.5 ? rampColor(value.x / value.y, v_ramp) : invalidColor();

  float distance = roundedBox(v_position, v_halfSize, v_style.x);
  float inside = coverage(distance), ring = coverage(distance - v_style.z) - inside;
  o_color = (vec4(color, 1.0) * inside + vec4(v_outline.rgb, 1.0) * v_outline.a * ring) * v_style.y;
}
