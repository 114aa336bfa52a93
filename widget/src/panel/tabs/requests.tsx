// The "This screen" tab: the question, then the requests of this screen.
import { Helpful } from "../parts/helpful";
import { List } from "../parts/list";
import { useSession } from "../parts/parts";

/** The "This screen" tab. */
export function Requests() {
  const { place, core, Ask } = useSession();
  return (
    <>
      {Ask && <Ask />}
      <Helpful key={core.aide().named(place)} place={place} />
      <List key={`list ${place.route}`} place={place} />
    </>
  );
}
