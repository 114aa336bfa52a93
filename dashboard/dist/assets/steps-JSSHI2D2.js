import{a,b}from"./part-FMTORTQ5.js";import"./part-WGLUKNHK.js";import"./part-LAMFANBZ.js";import"./chunk-YGKZ24EF.js";export{b as Steps,a as isFault};
