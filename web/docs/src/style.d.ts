// Bundled by name.
declare module "*.css";
