# The Emscripten half of the build: lockstep-web (the page), lockstep-core (headless, for Node, workers and
# other pages) and dist/, the complete static folder that any web server can host.

set(dist ${CMAKE_BINARY_DIR}/dist)
find_program(NODE_PROGRAM node REQUIRED NO_CMAKE_FIND_ROOT_PATH)

set(lean -Oz -sFILESYSTEM=0 -sMALLOC=emmalloc -sALLOW_MEMORY_GROWTH=1
  -sMEMORY_GROWTH_GEOMETRIC_STEP=0.05 -sSTACK_SIZE=1MB -sSUPPORT_LONGJMP=0)

# The trainer alone: plain WebAssembly without Emscripten's JavaScript; web/trainer/lockstep-core.js loads
# it. Once more with relaxed SIMD, and once for several threads: they bring the memory, and a stack each.
# Emscripten's libraries know nothing of threads, and need not: only the first one allocates.
lockstep_program(lockstep-core FOLDERS core USES lab model)
lockstep_program(lockstep-core-relaxed FOLDERS core USES nn_relaxed lab model)
lockstep_program(lockstep-core-threads FOLDERS core USES lab_threads model_threads)
foreach(target lockstep-core lockstep-core-relaxed lockstep-core-threads)
  if(TARGET ${target})
    set_target_properties(${target} PROPERTIES SUFFIX .wasm RUNTIME_OUTPUT_DIRECTORY ${dist})
    target_compile_options(${target} PRIVATE -Oz)
    target_link_options(${target} PRIVATE ${lean} -sSTANDALONE_WASM=1 --no-entry)
  endif()
endforeach()
if(TARGET lockstep-core-threads) # web/trainer/lockstep-core.js knows the size of the memory
  target_link_options(lockstep-core-threads PRIVATE -sIMPORTED_MEMORY=1 -sINITIAL_MEMORY=16MB -sMAXIMUM_MEMORY=1GB
    -Wl,--shared-memory,--no-check-features,--export=__stack_pointer)
endif()

# The command line, for Node.
lockstep_program(lockstep-cli FOLDERS cli USES lab/instruments lab/experiments model)
target_sources(lockstep-cli PRIVATE ${generated}/pytorch_generated.h)
target_link_options(lockstep-cli PRIVATE -O3 -sENVIRONMENT=node -sEXIT_RUNTIME=1 -sALLOW_MEMORY_GROWTH=1 -sSTACK_SIZE=1MB
  -sNODERAWFS=1)

# The page's program: an ES6 module that web/page/host.js opens on a canvas, and the same with relaxed SIMD.
# What it does before somebody touches it, and the rest, are files of their own.
set(whole ${CMAKE_BINARY_DIR}/whole)
set(pagePrograms "")
if(haveWindow)
  lockstep_program(lockstep-web MAIN src/app/main.cpp FOLDERS app/web USES app)
  lockstep_program(lockstep-web-relaxed MAIN src/app/main.cpp FOLDERS app/web USES nn_relaxed app)
  if(TARGET lockstep-web)
    set(pagePrograms lockstep-web lockstep-web-relaxed)
  endif()
endif()
foreach(target IN LISTS pagePrograms)
  string(REPLACE "-web" "" name ${target})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name} SUFFIX .js RUNTIME_OUTPUT_DIRECTORY ${whole})
  target_compile_options(${target} PRIVATE -Oz)
  target_link_options(${target} PRIVATE ${lean} -sMODULARIZE=1 -sEXPORT_ES6=1 -sENVIRONMENT=web -sDYNAMIC_EXECUTION=0
    -sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2 -sGL_SUPPORT_AUTOMATIC_ENABLE_EXTENSIONS=0
    -sEXPORTED_FUNCTIONS=_main,_malloc,_free -sEXPORTED_RUNTIME_METHODS=HEAPF32,HEAPU8,UTF8ToString,stringToNewUTF8
    --profiling-funcs -Wl,--no-demangle # names, to divide it by, and large functions that stay what they are
    -sBINARYEN_EXTRA_PASSES=one-caller-inline-max-function-size=300,skip-pass=duplicate-function-elimination)
  if(LOCKSTEP_CLOSURE)
    target_link_options(${target} PRIVATE --closure=1)
    set_target_properties(${target} PROPERTIES
      CXX_LINKER_LAUNCHER "${CMAKE_COMMAND};-E;env;EM_CLOSURE_COMPILER=${LOCKSTEP_CLOSURE}")
  endif()
endforeach()

# The complete folder.

file(GLOB pages CONFIGURE_DEPENDS web/page/* web/trainer/* web/headers/* web/screenshot.png)
file(GLOB_RECURSE articles CONFIGURE_DEPENDS web/article/* web/examples/*)
list(FILTER pages EXCLUDE REGEX "/page/index\\.html$")
set(copied ${dist}/index.html)
add_custom_command(OUTPUT ${dist}/index.html ${dist}/oembed.json
  DEPENDS web/page/index.html ${tools}/cards.mjs web/page/share-words.js ${CMAKE_BINARY_DIR}/CMakeCache.txt
  COMMAND ${NODE_PROGRAM} ${tools}/cards.mjs ${PROJECT_SOURCE_DIR}/web/page/index.html ${dist} "${LOCKSTEP_URL}")
foreach(file IN LISTS pages articles ITEMS ${LOCKSTEP_DIGITS}/digits.bin ${LOCKSTEP_DIGITS}/digits-1v7.bin
    ${LOCKSTEP_QR}/lean-qr.js ${LOCKSTEP_FONTS}/Inter-Regular.ttf ${LOCKSTEP_FONTS}/Inter-SemiBold.ttf
    ${LOCKSTEP_REVEAL}/reveal.js ${LOCKSTEP_REVEAL}/reveal.css ${PROJECT_SOURCE_DIR}/src/model/pytorch.py)
  if(EXISTS ${file})
    get_filename_component(name ${file} NAME)
    if(file IN_LIST articles)
      file(RELATIVE_PATH name ${CMAKE_SOURCE_DIR}/web ${file})
    elseif(name MATCHES "^reveal")
      string(PREPEND name examples/deck/)
    endif()
    add_custom_command(OUTPUT ${dist}/${name} DEPENDS ${file} COMMAND ${CMAKE_COMMAND} -E copy ${file} ${dist}/${name})
    list(APPEND copied ${dist}/${name})
  endif()
endforeach()

# The trainer's folder is complete without the page: its JavaScript and the digits come with it.
if(TARGET lockstep-core)
  add_custom_target(lockstep-core-files DEPENDS ${copied})
  add_dependencies(lockstep-core lockstep-core-files)
endif()

set(modules "")
if(TARGET lockstep-core)
  list(APPEND modules lockstep-core lockstep-core-relaxed lockstep-core-threads)
endif()
if(pagePrograms)
  execute_process(COMMAND ${EMSCRIPTEN_ROOT_PATH}/em-config BINARYEN_ROOT
    OUTPUT_VARIABLE binaryen OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
endif()
get_property(rooms GLOBAL PROPERTY LOCKSTEP_ROOMS)
get_property(later GLOBAL PROPERTY LOCKSTEP_LATER)
foreach(target IN LISTS pagePrograms)
  string(REPLACE "-web" "" name ${target})
  set(objects "")
  foreach(library IN LISTS rooms ITEMS ${target})
    list(APPEND objects $<TARGET_OBJECTS:${library}>)
  endforeach()
  file(GENERATE OUTPUT ${whole}/${name}.json
    CONTENT "{\"objects\": [\"$<JOIN:${objects},\", \">\"],\n\"later\": [\"$<JOIN:${later},\", \">\"]}\n")
  add_custom_command(OUTPUT ${dist}/${name}.wasm ${dist}/${name}-rest.wasm ${dist}/${name}.js
    DEPENDS ${target} ${tools}/split.mjs ${whole}/${name}.json
    COMMAND ${NODE_PROGRAM} ${tools}/split.mjs ${whole}/${name} ${dist}/${name} ${binaryen}/bin ${CMAKE_NM}
    COMMAND ${CMAKE_COMMAND} -E copy ${whole}/${name}.js ${dist}/${name}.js
    COMMENT "Dividing ${name}.wasm")
  list(APPEND modules ${dist}/${name}.wasm)
endforeach()
# The page as it opens, for web/serve.sh: all but fast arithmetic, the trainer alone, and copies for other
# servers.
if(pagePrograms)
  add_custom_target(page DEPENDS ${copied} ${dist}/lockstep.wasm)
endif()

# Without a network: the page in one file, icons for where it is installed, and the set that it keeps on a device,
# which is made last.
file(GLOB sources CONFIGURE_DEPENDS web/single/* web/offline/*)
if(EXISTS ${LOCKSTEP_BUNDLE})
  list(APPEND copied ${dist}/icon-192.png)
  add_custom_command(OUTPUT ${dist}/icon-192.png
    DEPENDS ${PROJECT_SOURCE_DIR}/web/page/icon.svg ${tools}/icons.mjs
    COMMAND ${NODE_PROGRAM} ${tools}/icons.mjs ${PROJECT_SOURCE_DIR}/web/page/icon.svg ${dist} ${LOCKSTEP_BUNDLE})
  if(pagePrograms)
    add_custom_command(OUTPUT ${dist}/lockstep.html
      DEPENDS ${copied} ${dist}/lockstep.wasm ${sources} ${tools}/single.mjs
      COMMAND ${NODE_PROGRAM} ${tools}/single.mjs ${dist} ${LOCKSTEP_BUNDLE}
      COMMENT "Packing lockstep.html")
    list(APPEND modules ${dist}/lockstep.html)
  endif()
endif()
add_custom_command(OUTPUT ${dist}/service-worker.js
  DEPENDS ${copied} ${modules} ${sources} ${tools}/offline.mjs
  COMMAND ${NODE_PROGRAM} ${tools}/offline.mjs ${dist})

add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/dist.stamp
  DEPENDS ${copied} ${modules} ${dist}/service-worker.js ${tools}/precompress.mjs
  COMMAND ${NODE_PROGRAM} ${tools}/precompress.mjs ${dist}
  COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_BINARY_DIR}/dist.stamp
  COMMENT "Compressing dist/")
add_custom_target(dist ALL DEPENDS ${CMAKE_BINARY_DIR}/dist.stamp)
