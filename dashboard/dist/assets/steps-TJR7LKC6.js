import{a,b}from"./part-F6VQLXY3.js";import"./part-MYAU6JRW.js";import"./part-5DIBS5LL.js";import"./chunk-NDNQJBT7.js";export{b as Steps,a as isFault};
