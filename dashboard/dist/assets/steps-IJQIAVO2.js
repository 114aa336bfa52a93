import{a,b}from"./part-PHWGCVN3.js";import"./part-DYNRVUDR.js";import"./part-C4O4GVY3.js";import"./chunk-UW4WG3AU.js";export{b as Steps,a as isFault};
