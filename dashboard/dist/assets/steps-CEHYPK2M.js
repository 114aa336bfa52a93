import{a,b}from"./part-JR2KDKTV.js";import"./part-FVX5FLJU.js";import"./part-5FZUK73L.js";import"./chunk-A2ISSL4A.js";export{b as Steps,a as isFault};
