uniform sampler2D u_texture;  // the atlas: colours, transparent where there is no number
uniform vec3 u_paper;
uniform vec3 u_invalid;

in vec2 v_position;
in vec2 v_texel;
flat in vec2 v_halfSize;
flat in vec3 v_style;
flat in vec4 v_tile;
flat in vec4 v_outline;
flat in vec2 v_density;

// What stands where a number should: diagonal stripes, repeating every 6 CSS pixels along a row.
vec3 stripes() {
  float period = 6.0 * u_view.z, phase = fract((gl_FragCoord.x + gl_FragCoord.y) / period);
  return mix(u_paper, u_invalid, clamp(0.5 + (abs(phase - 0.5) - 0.25) * period * 0.7071, 0.0, 1.0));
}

void main() {
  vec2 position = v_texel - 0.5;
  vec2 texel = floor(position) + sharpen(fract(position), v_density) + 0.5;
  texel = v_tile.xy + clamp(texel, vec2(0.5), v_tile.zw - 0.5);  // never a neighbouring tile's
  vec4 color = textureLod(u_texture, texel / vec2(textureSize(u_texture, 0)), 0.0);
  color.rgb = color.a > 0.5 ? color.rgb / color.a : stripes();

  float distance = roundedBox(v_position, v_halfSize, v_style.x);
  float inside = coverage(distance), ring = coverage(distance - v_style.z) - inside;
  o_color = (vec4(color.rgb, 1.0) * inside + vec4(v_outline.rgb, 1.0) * v_outline.a * ring) * v_style.y;
}
