// What zooming needs of d3, in one part that loads after the first picture.

export { select } from 'd3-selection';
export { zoom, zoomIdentity } from 'd3-zoom';
