import{a,b}from"./part-3QSNG66O.js";import"./part-INYPSFQ3.js";import"./part-YNKY3NMN.js";import"./chunk-M3VFSIXN.js";export{b as Steps,a as isFault};
