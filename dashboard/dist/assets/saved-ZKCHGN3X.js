import{a,b}from"./part-Q7WCZZIK.js";import"./part-QVLIQXSQ.js";import"./chunk-OCG6236T.js";import"./chunk-TOOYHWWC.js";export{a as Saved,b as SavedLinks};
