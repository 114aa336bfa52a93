import{a,b}from"./part-DSU3WTHJ.js";import"./part-N36WCXMR.js";import"./part-YTLZPCUK.js";import"./chunk-BVPGN5NW.js";export{b as Steps,a as isFault};
