uniform sampler2D u_texture;  // glyphs, and one texel that is solid

in vec2 v_uv;
in vec4 v_color;

void main() { o_color = vec4(v_color.rgb, 1.0) * (v_color.a * textureLod(u_texture, v_uv, 0.0).r); }
