import{a,b}from"./part-5FZJNL25.js";import"./part-ARFSO2DJ.js";import"./part-NS4ZMGSU.js";import"./chunk-R6Y2A7VA.js";export{b as Steps,a as isFault};
