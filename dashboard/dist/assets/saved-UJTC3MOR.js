import{a,b}from"./part-ZMYHUFG3.js";import"./part-QVLIQXSQ.js";import"./chunk-6QIVSLPD.js";import"./chunk-ESFAVAXP.js";export{a as Saved,b as SavedLinks};
