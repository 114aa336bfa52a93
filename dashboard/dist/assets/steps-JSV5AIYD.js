import{a,b}from"./part-ULQFMS6H.js";import"./part-N2RGIZE3.js";import"./part-V7F7LBHR.js";import"./chunk-U6K2NZQF.js";export{b as Steps,a as isFault};
