import{a,b}from"./part-QRAZQLYV.js";import"./part-DC3XTGPC.js";import"./part-LAMFANBZ.js";import"./chunk-YGKZ24EF.js";export{b as Steps,a as isFault};
