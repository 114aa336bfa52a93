import{a,b}from"./part-SWKIM3FK.js";import"./part-LYQUVSJ4.js";import"./part-CP7G3NF3.js";import"./chunk-TOOYHWWC.js";export{b as Steps,a as isFault};
