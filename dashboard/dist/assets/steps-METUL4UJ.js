import{a,b}from"./part-PBF57777.js";import"./part-ISOZ45IB.js";import"./part-YPLEAM4S.js";import"./chunk-ESFAVAXP.js";export{b as Steps,a as isFault};
