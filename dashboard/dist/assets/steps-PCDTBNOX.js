import{a,b}from"./part-TPCPLT4N.js";import"./part-A34LGNUA.js";import"./part-7PGG2SSZ.js";import"./chunk-IT2L6CMV.js";export{b as Steps,a as isFault};
