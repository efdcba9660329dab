/** Style sheets that Vite collects. */
declare module "*.css";
