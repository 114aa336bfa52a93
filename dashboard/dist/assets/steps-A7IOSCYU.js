import{a,b}from"./part-AVI5ARU5.js";import"./part-24BOHDAZ.js";import"./part-R7JKNUJE.js";import"./chunk-UW4WG3AU.js";export{b as Steps,a as isFault};
