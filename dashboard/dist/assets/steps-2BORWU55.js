import{a,b}from"./part-Z4JL3E44.js";import"./part-WA4LKNX2.js";import"./part-UZFBZ5LF.js";import"./chunk-MB5GSERA.js";export{b as Steps,a as isFault};
