import{a,b}from"./part-XATDXKXK.js";import"./part-I4BLUDFA.js";import"./part-5FZUK73L.js";import"./chunk-A2ISSL4A.js";export{b as Steps,a as isFault};
