uniform sampler2D u_texture;  // colour, and the distance to the nearest zero as alpha
uniform vec4 u_contour;       // colour, width of the line at zero (0: none)
uniform float u_reach;        // the distance that alpha 1 stands for, CSS pixels

in vec2 v_position;
in vec2 v_uv;
flat in vec2 v_halfSize;
flat in vec3 v_style;

void main() {
  vec4 texel = textureLod(u_texture, v_uv, 0.0);
  float distance = (texel.a * 255.0 - 128.0) / 127.0 * u_reach;
  float line = coverage(abs(distance) - 0.5 * u_contour.w) * step(0.001, u_contour.w);
  vec3 color = mix(texel.rgb, u_contour.rgb, line);
  o_color = vec4(color, 1.0) * coverage(roundedBox(v_position, v_halfSize, v_style.x)) * v_style.y;
}
