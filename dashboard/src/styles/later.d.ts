// Style sheets that a script brings along when it is loaded; build.js makes them.
declare module "*.css?later";
