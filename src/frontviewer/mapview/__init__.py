"""The map: a widget, and a software renderer that runs off the UI thread.

`MapView` never waits for rendering. Each repaint shows the last `Frame`, moved and scaled to the
current camera, and requests an exact one. A render thread turns the latest `RenderRequest` into
better frames, part by part, and cancels requests that have become obsolete.

=======================  ==============  =========================================================
file or folder           thread          what it does
=======================  ==============  =========================================================
`map_view`               UI              the widget: state in, signals out, painting of frames
`gestures`               UI              mouse, wheel and keyboard events to gestures
`navigation`             UI              view state and history
`extent`                 UI              bounds of layers and features to zoom to
`hit_testing`            UI              features at a point
`camera`                 any (values)    map meters to screen pixels and back, world copies
`engine/render_thread`   render          latest request, debounce, cancel, yield to the UI thread
`engine/frame`           render          request to frames
`engine/frame_painter`   UI              a frame on the screen, moved and scaled to the camera
`engine/frame_cache`     render          last frame of a dossier on disk
`engine/scene_painter`   render, bands   scene to image, in parallel bands
`painters/`              render, bands   layers, basemap, markers, precision halos, highlights
`labels/`                both            selection, placement (render); sprites painted (UI)
`overlays/`              all             graticule (bands); map controls (render, UI)
`raster/`                all             canvas, scan conversion, fills, text atlas, GIL-free calls
=======================  ==============  =========================================================

"render" is the thread of `RenderThread`, which has a second one that builds levels of detail for
the next image. "bands" are short-lived worker threads, each of which paints one horizontal band of
the image at a time. All of them have low priority.

From a render request to the pixels, in reading order:

1. `map_view`: `paintEvent` paints the last frame and requests an exact one.
2. `engine/render_thread`: `request` wakes the thread, which renders the latest request.
3. `engine/frame`: `render_frames` yields frames with scene, highlight, picture and labels.
4. `engine/scene_painter`: `render_scene` reuses pixels and paints the rest in bands.
5. `painters/visibility`: `find_visible_layers` culls features and chooses levels of detail.
6. `painters/feature_painters`: `paint_layers` paints features individually or in batches.
7. `painters/batches`: `build_batches` groups consecutive features of one style.
8. `raster/polygon_coverage`: `coverage_counts` counts the polygons over each pixel.
9. `raster/fill_painter`: `paint_fill` turns counts into colors with a lookup table.
10. `raster/nogil_painter`: QPainter calls that release the GIL.
"""
